namespace InferenceScaling.Models.Architectures;

/// <summary>A router that sends each token to a few of many small feed-forward layers.</summary>
public sealed record ExpertConfig
{
    /// <summary>Number of experts.</summary>
    public required int Count { get; init; }

    /// <summary>Experts a token is sent to.</summary>
    public required int PerToken { get; init; }

    /// <summary>Width inside an expert.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Whether the chosen experts' probabilities are scaled to sum to one.</summary>
    public bool NormalizeWeights { get; init; }

    /// <summary>Width inside the expert every token visits, weighted by a sigmoid gate; 0 for none (Qwen 2 MoE).</summary>
    public int SharedIntermediateSize { get; init; }
}
