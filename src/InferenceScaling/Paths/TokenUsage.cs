namespace InferenceScaling.Paths;

/// <summary>Tokens that were spent, by kind. Kinds add up; nothing is counted twice.</summary>
/// <param name="Prompt">Tokens read to start or restore a path, without those found in a cache.</param>
/// <param name="CachedPrompt">Prompt tokens that a cache already held.</param>
/// <param name="Generated">Tokens sampled.</param>
/// <param name="Verified">Tokens a verifier read.</param>
public readonly record struct TokenUsage(long Prompt = 0, long CachedPrompt = 0, long Generated = 0, long Verified = 0)
{
    /// <summary>All tokens that were computed: prompt, generated and verified.</summary>
    public long Computed => Prompt + Generated + Verified;

    /// <summary>The sum by kind.</summary>
    /// <param name="left">One usage.</param>
    /// <param name="right">Another usage.</param>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) => left.Add(right);

    /// <summary>The sum by kind.</summary>
    /// <param name="other">Another usage.</param>
    public TokenUsage Add(TokenUsage other) =>
        new(Prompt + other.Prompt, CachedPrompt + other.CachedPrompt, Generated + other.Generated, Verified + other.Verified);
}
