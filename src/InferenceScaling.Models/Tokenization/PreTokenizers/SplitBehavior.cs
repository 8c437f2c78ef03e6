namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>What becomes of the matches of a split pattern.</summary>
internal enum SplitBehavior
{
    /// <summary>A match is a piece.</summary>
    Isolated,

    /// <summary>A match vanishes.</summary>
    Removed,

    /// <summary>A match ends the piece before it.</summary>
    MergedWithPrevious,

    /// <summary>A match begins the piece after it.</summary>
    MergedWithNext,

    /// <summary>Neighbouring matches are one piece.</summary>
    Contiguous,
}
