using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.SelfConsistency;

/// <summary>Options of <see cref="SelfConsistencySearch"/>.</summary>
public sealed class SelfConsistencyOptions
{
    /// <summary>Number of paths.</summary>
    /// <value>The default is 16. The range is 1 to 65,536.</value>
    [Range(1, 65536)]
    public int Samples { get; set; } = 16;
}
