namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>A frontier as it is stored.</summary>
internal sealed record FrontierData
{
    public const string CurrentFormat = "cost-accuracy-frontier/1";

    public string? Format { get; init; }

    public string? Cost { get; init; }

    public FrontierPointData[]? Points { get; init; }

    public FrontierBinData[]? Bins { get; init; }
}
