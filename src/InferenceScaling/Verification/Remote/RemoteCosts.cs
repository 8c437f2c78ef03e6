using InferenceScaling.Budgets;
using InferenceScaling.Paths;

namespace InferenceScaling.Verification.Remote;

/// <summary>What a remote verifier's calls may read: the path once, or once down to each step where the format asks step by step.</summary>
internal sealed class RemoteCosts(string model, bool asksStepByStep) : ModelCosts
{
    public override string Model => model;

    public override TokenUsage? MostTokens(ReasoningPath path, int growth)
    {
        var texts = asksStepByStep ? path.Depth + (growth > 0 ? 1 : 0) : 1;
        return new(Verified: texts * (TokenEstimate.Of(path) + growth));
    }
}
