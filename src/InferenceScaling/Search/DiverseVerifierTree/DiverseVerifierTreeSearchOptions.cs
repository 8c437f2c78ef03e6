using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.DiverseVerifierTree;

/// <summary>Options of <see cref="DiverseVerifierTreeSearch"/>.</summary>
public sealed class DiverseVerifierTreeSearchOptions
{
    /// <summary>Number of independent subtrees.</summary>
    /// <value>The default is 4. The range is 1 to 65,536.</value>
    [Range(1, 65536)]
    public int Subtrees { get; set; } = 4;

    /// <summary>Steps sampled a level in each subtree; the best one is taken.</summary>
    /// <value>The default is 4. The range is 1 to 65,536.</value>
    [Range(1, 65536)]
    public int Branching { get; set; } = 4;

    /// <summary>Levels of single steps; a subtree that is open then is followed to its end, <see cref="Branching"/> times.</summary>
    /// <value>The default is 40. The range is 0 to 65,536.</value>
    [Range(0, 65536)]
    public int Levels { get; set; } = 40;

    /// <summary>Greedy steps by which a child is continued, only to be scored; 0 scores the child itself.</summary>
    /// <value>The default is 0. The range is 0 to 64.</value>
    [Range(0, 64)]
    public int Lookahead { get; set; }

    /// <summary>Which of equals is taken.</summary>
    public TieRule Ties { get; set; }
}
