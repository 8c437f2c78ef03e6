using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Search;

/// <summary>Knows which paths of a request the engine may still hold, so that at its end nothing stays behind. Thread-safe.</summary>
internal sealed class PathLifetimes(IStepGenerator generator, IVerifier? verifier, ReasoningPath root)
{
    private readonly Lock _gate = new();
    private readonly HashSet<ReasoningPath> _live = [root];

    public void Add(ReasoningPath path)
    {
        lock (_gate)
            _live.Add(path);
    }

    public void Release(ReasoningPath path)
    {
        lock (_gate)
        {
            if (!_live.Remove(path))
                return;
        }

        generator.Release(path);
        verifier?.Release(path);
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
        {
            generator.Release(path);
            verifier?.Release(path);
        }
    }
}
