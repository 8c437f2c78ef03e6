using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.Beam;

/// <summary>Options of <see cref="BeamSearch"/>.</summary>
public sealed class BeamSearchOptions
{
    /// <summary>Steps sampled a level.</summary>
    /// <value>The default is 16. The range is 1 to 65,536.</value>
    [Range(1, 65536)]
    public int Width { get; set; } = 16;

    /// <summary>Children of each beam. <see cref="Width"/> divided by this many beams survive a level, at least one.</summary>
    /// <value>The default is 4. The range is 1 to 65,536.</value>
    [Range(1, 65536)]
    public int Branching { get; set; } = 4;

    /// <summary>Levels that are scored and pruned; what is open then is followed to its end.</summary>
    /// <value>The default is 40. The range is 0 to 65,536.</value>
    [Range(0, 65536)]
    public int Levels { get; set; } = 40;

    /// <summary>The search ends when this many paths have ended; 0 for <see cref="Width"/>.</summary>
    /// <value>The default is 0.</value>
    [Range(0, int.MaxValue)]
    public int Completions { get; set; }

    /// <summary>Greedy steps by which a child is continued, only to be scored (Snell et al. 2024, lookahead search); 0 scores the child itself.</summary>
    /// <value>The default is 0. The range is 0 to 64.</value>
    [Range(0, 64)]
    public int Lookahead { get; set; }

    /// <summary>Whether children of equal text count once, so that a beam is not filled with copies.</summary>
    /// <value>The default is false.</value>
    public bool DropDuplicates { get; set; }

    /// <summary>Who survives among equals.</summary>
    public TieRule Ties { get; set; }
}
