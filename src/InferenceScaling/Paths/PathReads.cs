using System.Runtime.CompilerServices;

namespace InferenceScaling.Paths;

/// <summary>Counts what a model reads of paths as if each search had the model, and a cache that forgets nothing, to itself. So what a call counts depends on its search alone: not on what other searches have left in the cache, what was evicted, or whether the process was restarted.</summary>
/// <remarks>
/// For models with a cache: one instance a model. A model calls <see cref="Begin"/> before a call, in the order of the calls, and passes on <see cref="IStepGenerator.Recall"/> and <see cref="IStepGenerator.Release"/>.
/// Paths belong to one search, and are forgotten with it. Thread-safe.
/// </remarks>
/// <param name="count">The exact number of tokens of a path, prompt and steps, as the model reads it.</param>
public sealed class PathReads(Func<ReasoningPath, long> count)
{
    private static readonly object Read = new();
    private static readonly object Made = new();
    private readonly Func<ReasoningPath, long> _count = count ?? throw new ArgumentNullException(nameof(count));
    private readonly ConditionalWeakTable<ReasoningPath, object> _known = [];

    /// <summary>Counts a call that reads a path: what the model has not made or read of it in this search. What follows the model's own last step counts nothing.</summary>
    /// <param name="path">The path that is extended, or read before it is scored.</param>
    /// <param name="made">The longest beginning of the path, or the path itself, that ends with a step which the model knows for its own; null if there is none, or if only <see cref="Recall"/> tells.</param>
    public PathRead Begin(ReasoningPath path, ReasoningPath? made = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (ReferenceEquals(path, made))
            return default;
        if (!_known.TryAdd(path, Read))
            return _known.TryGetValue(path, out var known) && known == Made ? default : new(null, null, 0, _count(path));
        var all = _count(path);
        var held = Math.Min(all, HeldBefore(path, made));
        return new(this, path, all - held, held);
    }

    /// <summary>The search got the last step of a path from a journal, where the model has made or scored it: it counts as if it had done so just now.</summary>
    /// <param name="path">The path with the step; the empty path if only its prompt was read.</param>
    /// <param name="usage">What the call counted.</param>
    public void Recall(ReasoningPath path, TokenUsage usage)
    {
        ArgumentNullException.ThrowIfNull(path);
        var start = path.Parent ?? path;

        // Of the calls that began at one place, one has counted the reading. If it was lost, another one must count it.
        if (usage.Prompt > 0 && !_known.TryGetValue(start, out _) && usage.Prompt >= _count(start) - HeldBefore(start, null))
            _known.TryAdd(start, Read);
        if (path.Parent is not null)
            _known.AddOrUpdate(path, Made);
    }

    /// <summary>The search is done with a path.</summary>
    /// <param name="path">The path.</param>
    public void Release(ReasoningPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        _known.Remove(path);
    }

    private long HeldBefore(ReasoningPath path, ReasoningPath? made)
    {
        for (var node = path.Parent; node is not null; node = node.Parent)
        {
            if (ReferenceEquals(node, made) || _known.TryGetValue(node, out _))
                return _count(node);
        }

        return 0;
    }
}
