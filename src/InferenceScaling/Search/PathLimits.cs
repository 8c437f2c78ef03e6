namespace InferenceScaling.Search;

/// <summary>How long one path may become. A path that reaches a limit is cut: it counts only if no path ended by itself.</summary>
public sealed record PathLimits
{
    /// <summary>Most steps of a path.</summary>
    /// <value>The default is 64.</value>
    public int Steps { get; init; } = 64;

    /// <summary>Most generated tokens of a path. Under a token budget this much is reserved for a path before it starts.</summary>
    /// <value>The default is 2,048.</value>
    public int Tokens { get; init; } = 2048;
}
