namespace InferenceScaling.Paths;

/// <summary>Tokens that were spent, by kind. Kinds add up; nothing is counted twice.</summary>
/// <remarks>
/// What a model reads is counted by the search alone, as if each search had the model and a cache that forgets nothing to itself: see <see cref="PathReads"/>.
/// <see cref="Restored"/> and <see cref="Spared"/> say how that differs from what the model has truly read; they count against no limit.
/// </remarks>
/// <param name="Prompt">Tokens read to start or restore a path, without those that its search had the model read before.</param>
/// <param name="CachedPrompt">Prompt tokens that its search had the model read before, for another path.</param>
/// <param name="Generated">Tokens sampled.</param>
/// <param name="Verified">Tokens a verifier read.</param>
public readonly record struct TokenUsage(long Prompt = 0, long CachedPrompt = 0, long Generated = 0, long Verified = 0)
{
    /// <summary>Tokens that were read once more because a cache had lost them, by a restart or for want of memory. No other kind counts them.</summary>
    public long Restored { get; init; }

    /// <summary>Tokens that another kind counts and that were not read: a cache held them for another search, or the verifier had read the same step for another path. Truly read are those counted, and <see cref="Restored"/>, less these.</summary>
    public long Spared { get; init; }

    /// <summary>All tokens that count as computed: prompt, generated and verified.</summary>
    public long Computed => Prompt + Generated + Verified;

    /// <summary>The sum by kind.</summary>
    /// <param name="left">One usage.</param>
    /// <param name="right">Another usage.</param>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) => left.Add(right);

    /// <summary>The sum by kind.</summary>
    /// <param name="other">Another usage.</param>
    public TokenUsage Add(TokenUsage other) => new(Prompt + other.Prompt, CachedPrompt + other.CachedPrompt, Generated + other.Generated, Verified + other.Verified)
    {
        Restored = Restored + other.Restored,
        Spared = Spared + other.Spared,
    };
}
