using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.RewardBalancedTree;

/// <summary>Options of <see cref="RewardBalancedTreeSearch"/>.</summary>
public sealed class RewardBalancedTreeSearchOptions
{
    /// <summary>Steps sampled a level, less one for each path that has ended.</summary>
    /// <value>The default is 16. The range is 1 to 65,536.</value>
    [Range(1, 65536)]
    public int Width { get; set; } = 16;

    /// <summary>How evenly the width is shared: near 0 the best path takes all, large values share it equally.</summary>
    /// <value>The default is 0.2. The range is 0.0001 to 1,000.</value>
    [Range(1e-4, 1000.0)]
    public double BalanceTemperature { get; set; } = 0.2;

    /// <summary>Share of the paths of a level, best first, that take part at all; rounded up.</summary>
    /// <value>The default is 1. The range is 0 to 1; at least one path is kept.</value>
    [Range(0.0, 1.0)]
    public double KeepRatio { get; set; } = 1;

    /// <summary>Who is served first among equals; the first gets what rounding leaves.</summary>
    public TieRule Ties { get; set; }
}
