using System.ComponentModel.DataAnnotations;
using InferenceScaling.Paths;
using InferenceScaling.Search.SelfConsistency;

namespace InferenceScaling.Search.Cascade;

/// <summary>Options of <see cref="CascadeSearch"/>.</summary>
public sealed class CascadeOptions
{
    /// <summary>The models that are asked after the reasoner's own, cheapest first.</summary>
    [Required]
    public IReadOnlyList<IStepGenerator> Generators { get; set; } = [];

    /// <summary>What each model runs.</summary>
    [Required]
    public SearchStrategy Strategy { get; set; } = new SelfConsistencySearch(new() { Samples = 4 });

    /// <summary>An answer of at least this confidence is accepted: its share of the votes' weight.</summary>
    /// <value>The default is 0.75. The range is 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double Confidence { get; set; } = 0.75;
}
