using InferenceScaling.Paths;

namespace InferenceScaling.Models.Verifiers;

/// <summary>What a reward model's calls cost.</summary>
/// <param name="language">What the model underneath tells.</param>
/// <param name="bound">The most tokens that scoring a path may read.</param>
internal sealed class RewardCosts(ModelCosts language, Func<ReasoningPath, long> bound) : ModelCosts
{
    // Around each step, families write a few tokens of their own.
    private const int Marks = 32;

    /// <inheritdoc/>
    public override string? Model => language.Model;

    /// <inheritdoc/>
    public override TokenUsage? MostTokens(ReasoningPath path, int growth)
    {
        var tokens = bound(path) + (growth > 0 ? growth + Marks : 0);
        return new(Prompt: tokens, Verified: tokens);
    }

    /// <inheritdoc/>
    public override long? KvBytes(long tokens) => language.KvBytes(tokens);
}
