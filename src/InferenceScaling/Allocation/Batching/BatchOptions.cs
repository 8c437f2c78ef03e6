using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Allocation.Batching;

/// <summary>Options of <see cref="BatchReasoner"/>.</summary>
public sealed class BatchOptions
{
    /// <summary>Samples a question, on average: the budget is this times the number of questions.</summary>
    /// <value>The default is 8. The range is 1 to 100,000.</value>
    [Range(1.0, 100_000.0)]
    public double MeanSamples { get; set; } = 8;

    /// <summary>Samples that every question gets first: without any, nothing is known of it and it has no answer.</summary>
    /// <value>The default is 2. The range is 1 to 1,000.</value>
    [Range(1, 1000)]
    public int FirstSamples { get; set; } = 2;

    /// <summary>Most samples a question may get.</summary>
    /// <value>The default is 64. The range is 1 to 100,000.</value>
    [Range(1, 100_000)]
    public int MaxSamples { get; set; } = 64;

    /// <summary>Share of the budget that is given out at a time; the smaller, the better informed, and the more rounds.</summary>
    /// <value>The default is 0.1. The range is above 0 to 1.</value>
    [Range(1e-6, 1.0)]
    public double RoundShare { get; set; } = 0.1;

    /// <summary>What further samples are expected to add.</summary>
    /// <value>The default is <see cref="BatchGain.Votes"/>.</value>
    [Required]
    public BatchGain Gain { get; set; } = BatchGain.Votes;
}
