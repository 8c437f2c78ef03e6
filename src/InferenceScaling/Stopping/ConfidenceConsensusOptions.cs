namespace InferenceScaling.Stopping;

/// <summary>Options of <see cref="ConfidenceConsensus"/>.</summary>
public sealed record ConfidenceConsensusOptions
{
    /// <summary>Paths that run to their end and set the least confidence for the others; at least 1.</summary>
    /// <value>The default is 16.</value>
    public int WarmUp { get; init; } = 16;

    /// <summary>Share of the warm-up paths that would have survived, in percent: 90 drops the least confident tenth (DeepConf-high), 10 keeps only the most confident tenth (DeepConf-low).</summary>
    /// <value>The default is 90. The range is above 0 to 100.</value>
    public double KeepPercent { get; init; } = 90;

    /// <summary>Tokens a group of confidences is averaged over; at least 1.</summary>
    /// <value>The default is 2,048, for reasoning of tens of thousands of tokens; take a quarter of the usual length for shorter reasoning.</value>
    public int GroupSize { get; init; } = 2048;

    /// <summary>The share of the confident votes' weight at which the search stops, in (1/2, 1].</summary>
    /// <value>The default is 0.95.</value>
    public double Consensus { get; init; } = 0.95;
}
