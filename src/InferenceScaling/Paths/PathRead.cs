namespace InferenceScaling.Paths;

/// <summary>What one call reads of a path, as it counts: see <see cref="PathReads.Begin"/>.</summary>
public readonly struct PathRead
{
    private readonly PathReads? _reads;
    private readonly ReasoningPath? _path;

    internal PathRead(PathReads? reads, ReasoningPath? path, long prompt, long cached)
    {
        _reads = reads;
        _path = path;
        Prompt = prompt;
        CachedPrompt = cached;
    }

    /// <summary>Tokens that the search has not had the model read before.</summary>
    public long Prompt { get; }

    /// <summary>Tokens that it has, for another path.</summary>
    public long CachedPrompt { get; }

    /// <summary>The reading as a usage, beside what was truly read.</summary>
    /// <param name="read">Tokens of the path that the model has read for the call.</param>
    public TokenUsage Count(long read) => new(Prompt, CachedPrompt) { Restored = Math.Max(0, read - Prompt), Spared = Math.Max(0, Prompt - read) };

    /// <summary>The call failed: whoever reads the path next counts it.</summary>
    public void Undo()
    {
        if (_path is not null)
            _reads?.Release(_path);
    }
}
