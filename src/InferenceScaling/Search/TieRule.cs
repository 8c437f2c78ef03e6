namespace InferenceScaling.Search;

/// <summary>Who goes first among paths of equal score.</summary>
public enum TieRule
{
    /// <summary>A lot that each path draws from its own random stream: unbiased and repeatable.</summary>
    Lot,

    /// <summary>The path that comes first in the search.</summary>
    Earlier,

    /// <summary>The path that comes last in the search.</summary>
    Later,
}
