using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.BestFirst;

/// <summary>Options of <see cref="BestFirstSearch"/>.</summary>
public sealed class BestFirstSearchOptions
{
    /// <summary>Number of expansions.</summary>
    /// <value>The default is 32. The range is 1 to 1,048,576.</value>
    [Range(1, 1048576)]
    public int Expansions { get; set; } = 32;

    /// <summary>Children of an expanded path.</summary>
    /// <value>The default is 4. The range is 1 to 1,024.</value>
    [Range(1, 1024)]
    public int Branching { get; set; } = 4;

    /// <summary>The search ends when this many paths have ended.</summary>
    /// <value>The default is 1. The range is 1 to 65,536.</value>
    [Range(1, 65536)]
    public int Completions { get; set; } = 1;

    /// <summary>An expanded path returns to the queue with its score times this, once more each time it is expanded (partial expansion; Yoshizumi, Miura and Ishida 2000).
    /// A language model has more continuations than any fixed number: with 0 there is no way back to a path whose children all failed.</summary>
    /// <value>The default is 0: never. The range is 0 to 1, without 1.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Reopening { get; set; }
}
