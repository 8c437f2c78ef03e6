using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Search;

/// <summary>Knows which paths of a request the engines may still hold, so that at its end nothing stays behind. Thread-safe.</summary>
internal sealed class PathLifetimes(IStepGenerator generator, IVerifier? verifier, ReasoningPath root)
{
    private readonly Lock _gate = new();
    private readonly HashSet<ReasoningPath> _live = [root];
    private volatile IStepGenerator[] _generators = [generator];

    /// <summary>What the paths hold.</summary>
    public PathMemory Memory { get; } = new();

    public void Add(ReasoningPath path)
    {
        lock (_gate)
            _live.Add(path);
    }

    /// <summary>Another generator extends paths of this request.</summary>
    public void Add(IStepGenerator other)
    {
        lock (_gate)
        {
            if (Array.IndexOf(_generators, other) < 0)
                _generators = [.. _generators, other];
        }
    }

    public void Release(ReasoningPath path)
    {
        lock (_gate)
        {
            if (!_live.Remove(path))
                return;
        }

        ReleaseEverywhere(path);
    }

    public void ReleaseAll()
    {
        ReasoningPath[] live;
        lock (_gate)
        {
            live = [.. _live];
            _live.Clear();
        }

        foreach (var path in live)
            ReleaseEverywhere(path);

        // A path can be read again after its release, by another model.
        Memory.ReleaseAll();
    }

    private void ReleaseEverywhere(ReasoningPath path)
    {
        foreach (var owner in _generators)
            owner.Release(path);
        verifier?.Release(path);
        Memory.Release(path);
    }
}
