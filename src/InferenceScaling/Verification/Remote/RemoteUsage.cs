using InferenceScaling.Paths;

namespace InferenceScaling.Verification.Remote;

/// <summary>What servers say a call has cost.</summary>
internal sealed record RemoteUsage(long PromptTokens = 0)
{
    /// <summary>Tokens that a verifier read; a server that counts below zero is not believed.</summary>
    public static TokenUsage Read(RemoteUsage? usage) => new(Verified: Math.Clamp(usage?.PromptTokens ?? 0, 0, int.MaxValue));
}
