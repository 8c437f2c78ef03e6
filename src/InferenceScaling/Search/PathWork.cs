using InferenceScaling.Paths;

namespace InferenceScaling.Search;

/// <summary>A path that a search asked for, from its first step to its score: what is done and what is still to do. Belongs to one flow of control at a time.</summary>
internal sealed class PathWork(ReasoningPath parent, int ordinal, int tokens, int request)
{
    /// <summary>Where it begins.</summary>
    public ReasoningPath Parent { get; } = parent;

    /// <summary>Place of its first step among the siblings.</summary>
    public int Ordinal => ordinal;

    /// <summary>Which of the expansions asked for it, counted by children.</summary>
    public int Request => request;

    /// <summary>How far it has come.</summary>
    public ReasoningPath Path { get; private set; } = parent;

    /// <summary>Generated tokens of the path so far.</summary>
    public int Tokens { get; private set; } = tokens;

    /// <summary>Whether there is at least one step of its own.</summary>
    public bool HasSteps => Path != Parent;

    /// <summary>Whether it needs no more steps; its score may be missing.</summary>
    public bool IsGrown { get; set; }

    /// <summary>Whether the stopping rule has given it up.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsDone { get; private set; }

    /// <summary>What came of it; null if nothing did.</summary>
    public ScoredPath? Result { get; private set; }

    /// <summary>Takes a step.</summary>
    public void Advance(ReasoningPath child)
    {
        Path = child;
        Tokens = Add(Tokens, child.Step!.Usage.Generated);
    }

    /// <summary>Ends it.</summary>
    public void End(ScoredPath? result)
    {
        Result = result;
        IsDone = true;
    }

    /// <summary>Generated tokens of a path.</summary>
    public static int TokensOf(ReasoningPath path)
    {
        var tokens = 0;
        for (var node = path; node.Step is { } step; node = node.Parent!)
            tokens = Add(tokens, step.Usage.Generated);
        return tokens;
    }

    private static int Add(int tokens, long more) => (int)Math.Min(int.MaxValue, tokens + Math.Max(0, more));
}
