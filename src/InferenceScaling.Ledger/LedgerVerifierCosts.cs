using InferenceScaling.Paths;

namespace InferenceScaling.Ledger;

/// <summary>What the embedded verifier's calls cost: each step that is not scored yet is read once, after a context that may have to be restored.</summary>
/// <param name="language">What the model underneath tells.</param>
/// <param name="isScored">Whether a step's score is known.</param>
internal sealed class LedgerVerifierCosts(ModelCosts language, Func<ReasoningPath, bool> isScored) : ModelCosts
{
    public override string? Model => language.Model;

    public override TokenUsage? MostTokens(ReasoningPath path, int growth)
    {
        var steps = growth > 0 ? 1L : 0;
        for (var node = path; node.Step is not null; node = node.Parent!)
            steps += isScored(node) ? 0 : 1;
        var tokens = (language.MostTokens(path, growth)?.Prompt ?? 0) + growth;
        return new(Prompt: steps * tokens, Verified: tokens);
    }

    public override long? KvBytes(long tokens) => language.KvBytes(tokens);
}
