using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.BestOfN;

/// <summary>Options of <see cref="BestOfNSearch"/>.</summary>
public sealed class BestOfNOptions
{
    /// <summary>Number of paths.</summary>
    /// <value>The default is 16. The range is 1 to 65,536.</value>
    [Range(1, 65536)]
    public int Samples { get; set; } = 16;
}
