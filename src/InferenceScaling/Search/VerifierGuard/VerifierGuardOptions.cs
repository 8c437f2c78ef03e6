using System.ComponentModel.DataAnnotations;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.SelfConsistency;

namespace InferenceScaling.Search.VerifierGuard;

/// <summary>Options of <see cref="VerifierGuardedSearch"/>.</summary>
public sealed class VerifierGuardOptions
{
    /// <summary>How good the verifier was on labelled paths like those to come: the share of pairs of a right and a wrong path of one problem that it ranks rightly (<c>VerifierHealth.WithinProblem</c> of the evaluation package).</summary>
    /// <value>The default is null: never measured, which counts as not good enough. The range is 0 to 1; 0.5 is a coin.</value>
    [Range(0.0, 1.0)]
    public double? Quality { get; set; }

    /// <summary>The least quality with which the verifier may guide.</summary>
    /// <value>The default is 0.7. The range is 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double LeastQuality { get; set; } = 0.7;

    /// <summary>What runs with a good verifier.</summary>
    /// <value>The default is REBASE of width 16.</value>
    [Required]
    public SearchStrategy Strategy { get; set; } = new RewardBalancedTreeSearch(new());

    /// <summary>What runs otherwise.</summary>
    /// <value>The default is self-consistency of 16 paths, which needs no verifier.</value>
    [Required]
    public SearchStrategy Fallback { get; set; } = new SelfConsistencySearch(new());
}
