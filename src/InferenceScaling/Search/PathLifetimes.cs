using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Search;

/// <summary>Knows which paths of a request the engines may still hold, so that at its end nothing stays behind. Thread-safe.</summary>
internal sealed class PathLifetimes(IStepGenerator generator, IVerifier? verifier, ReasoningPath root)
{
    private readonly Lock _gate = new();
    private readonly HashSet<ReasoningPath> _live = [root];

    // How many children of a path the verifier may still be asked about.
    private readonly Dictionary<ReasoningPath, int> _children = [];
    private volatile IStepGenerator[] _generators = [generator];

    /// <summary>What the paths hold.</summary>
    public PathMemory Memory { get; } = new();

    public void Add(ReasoningPath path)
    {
        lock (_gate)
        {
            if (_live.Add(path) && path.Parent is { } parent)
                _children[parent] = _children.GetValueOrDefault(parent) + 1;
        }
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
        List<ReasoningPath> judged;
        lock (_gate)
        {
            if (!_live.Remove(path))
                return;
            judged = TakeJudged(path);
        }

        ReleaseGenerated(path);
        foreach (var one in judged)
            verifier?.Release(one);
    }

    public void ReleaseAll()
    {
        ReasoningPath[] live, judged;
        lock (_gate)
        {
            live = [.. _live];
            judged = [.. _live.Union(_children.Keys)];
            _live.Clear();
            _children.Clear();
        }

        foreach (var path in live)
            ReleaseGenerated(path);
        foreach (var path in judged)
            verifier?.Release(path);

        // A path can be read again after its release, by another model.
        Memory.ReleaseAll();
    }

    // A path that is not extended again may have children that are: what a verifier knows of it is part of every verdict on those.
    private List<ReasoningPath> TakeJudged(ReasoningPath path)
    {
        var taken = new List<ReasoningPath>();
        for (var node = path; node is not null && !_live.Contains(node) && !_children.ContainsKey(node); node = node.Parent)
        {
            taken.Add(node);
            if (node.Parent is not { } parent || !_children.TryGetValue(parent, out var count))
                continue;
            if (count > 1)
                _children[parent] = count - 1;
            else
                _children.Remove(parent);
        }

        return taken;
    }

    private void ReleaseGenerated(ReasoningPath path)
    {
        foreach (var owner in _generators)
            owner.Release(path);
        Memory.Release(path);
    }
}
