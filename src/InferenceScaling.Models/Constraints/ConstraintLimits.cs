namespace InferenceScaling.Models.Constraints;

/// <summary>How large automata may become: patterns are input, and a short one can describe an enormous automaton.</summary>
internal static class ConstraintLimits
{
    /// <summary>Most characters of a regular expression.</summary>
    public const int PatternLength = 65_536;

    /// <summary>Deepest nesting of groups, or of schemas.</summary>
    public const int Depth = 64;

    /// <summary>Most edges of the nondeterministic automaton.</summary>
    public const int Edges = 500_000;

    /// <summary>Most states of the deterministic automaton.</summary>
    public const int States = 65_536;

    /// <summary>Most entries of its table.</summary>
    public const int TableEntries = 4 * 1024 * 1024;

    /// <summary>Most elementary operations of making it.</summary>
    public const long Work = 20_000_000;
}
