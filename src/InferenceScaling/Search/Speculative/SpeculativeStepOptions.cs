using System.ComponentModel.DataAnnotations;
using InferenceScaling.Paths;

namespace InferenceScaling.Search.Speculative;

/// <summary>Options of <see cref="SpeculativeStepSearch"/>.</summary>
public sealed class SpeculativeStepOptions
{
    /// <summary>The small model that drafts; the reasoner's own replaces what is rejected.</summary>
    [Required]
    public IStepGenerator? Drafter { get; set; }

    /// <summary>Number of paths side by side.</summary>
    /// <value>The default is 4. The range is 1 to 65,536.</value>
    [Range(1, 65536)]
    public int Samples { get; set; } = 4;

    /// <summary>A draft whose score is at least this is accepted.</summary>
    /// <value>The default is 0.7. The range is 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double Threshold { get; set; } = 0.7;
}
