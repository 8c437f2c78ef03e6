namespace InferenceScaling.Search.TreeOfThoughts;

/// <summary>The order in which a tree of thoughts is searched.</summary>
public enum ThoughtOrder
{
    /// <summary>Level by level, with the best thoughts of each.</summary>
    BreadthFirst,

    /// <summary>The best thought first to its end, then back to the next best.</summary>
    DepthFirst,
}
