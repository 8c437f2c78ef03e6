using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.MonteCarloTree;

/// <summary>Options of <see cref="MonteCarloTreeSearch"/>.</summary>
public sealed class MonteCarloTreeSearchOptions
{
    /// <summary>Number of expansions.</summary>
    /// <value>The default is 32. The range is 1 to 1,048,576.</value>
    [Range(1, 1048576)]
    public int Iterations { get; set; } = 32;

    /// <summary>Children of an expanded node.</summary>
    /// <value>The default is 4. The range is 1 to 1,024.</value>
    [Range(1, 1024)]
    public int Branching { get; set; } = 4;

    /// <summary>The weight c of exploration.</summary>
    /// <value>The default is √2. The range is 0 to 1,000.</value>
    [Range(0.0, 1000.0)]
    public double Exploration { get; set; } = Math.Sqrt(2);

    /// <summary>The bound by which the search descends.</summary>
    public TreePolicy Policy { get; set; }

    /// <summary>What a new node is worth.</summary>
    public LeafValue Value { get; set; }

    /// <summary>Whether a node may be expanded again: where more children promise at least as much as those it has, it gets <see cref="Branching"/> more
    /// (progressive widening, Couëtoux et al. 2011; what a child not made yet is worth by first-play urgency, Gelly and Wang 2006).
    /// A language model has more continuations than any fixed number: without this there is no way back from a node whose children all failed.</summary>
    /// <value>The default is false, as in the references.</value>
    public bool Widening { get; set; }

    /// <summary>The search ends when this many paths have ended; 0 for no such end.</summary>
    /// <value>The default is 0.</value>
    [Range(0, int.MaxValue)]
    public int Completions { get; set; }
}
