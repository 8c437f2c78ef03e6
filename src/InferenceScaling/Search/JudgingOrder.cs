using InferenceScaling.Paths;

namespace InferenceScaling.Search;

/// <summary>Lets paths of a wave that share steps which nobody has judged be scored one after the other, in path order, until somebody has: the first pays for what they share, and nobody pays for it again.</summary>
/// <remarks>Rare: searches that live on scores have judged what they extend. Thread-safe.</remarks>
internal sealed class JudgingOrder(SearchRecord record)
{
    private readonly Lock _gate = new();
    private readonly List<(PathWork Work, TaskCompletionSource Turn)> _running = [];

    // Steps above those that were scored themselves.
    private readonly HashSet<ReasoningPath> _judged = [];

    /// <summary>Paths are about to be followed and scored.</summary>
    /// <param name="wave">In path order.</param>
    /// <param name="count">How many of them.</param>
    public void Begin(IReadOnlyList<PathWork> wave, int count)
    {
        for (var place = 0; place < count; place++)
        {
            if (IsJudged(wave[place].Parent))
                continue;
            lock (_gate)
                _running.Add((wave[place], new(TaskCreationOptions.RunContinuationsAsynchronously)));
        }
    }

    /// <summary>Completes when a path may be scored.</summary>
    public Task WaitAsync(PathWork work)
    {
        lock (_gate)
        {
            var place = PlaceOf(work);
            return place < 0 || !MustWait(place) ? Task.CompletedTask : _running[place].Turn.Task;
        }
    }

    /// <summary>A path was scored, and with it the steps above it that had no score.</summary>
    public void Judge(PathWork work)
    {
        // One step below what was judged, nothing is between. A whole path's middle is rarely extended; if it is, those who do wait once for nothing.
        if (work.Path.Parent == work.Parent ? IsJudged(work.Parent) : work.Parent.Parent is null && work.Path.IsComplete)
            return;
        lock (_gate)
        {
            for (var node = work.Path.Parent; node is { Parent: not null } && _judged.Add(node); node = node.Parent)
            {
            }
        }
    }

    /// <summary>A path goes no further in this wave.</summary>
    public void End(PathWork work)
    {
        lock (_gate)
        {
            if (PlaceOf(work) is not (var ended and >= 0))
                return;
            _running.RemoveAt(ended);
            for (var place = 0; place < _running.Count; place++)
            {
                if (!MustWait(place))
                    _running[place].Turn.TrySetResult();
            }
        }
    }

    private int PlaceOf(PathWork work)
    {
        for (var place = 0; place < _running.Count; place++)
        {
            if (_running[place].Work == work)
                return place;
        }

        return -1;
    }

    private bool MustWait(int place)
    {
        for (var earlier = 0; earlier < place; earlier++)
        {
            if (!IsJudged(Common(_running[place].Work.Parent, _running[earlier].Work.Parent)))
                return true;
        }

        return false;
    }

    private bool IsJudged(ReasoningPath path)
    {
        if (path.Parent is null || record.HasScore(path))
            return true;
        lock (_gate)
            return _judged.Contains(path);
    }

    private static ReasoningPath Common(ReasoningPath one, ReasoningPath other)
    {
        while (one.Depth > other.Depth)
            one = one.Parent!;
        while (other.Depth > one.Depth)
            other = other.Parent!;
        while (one.Depth > 0 && !ReferenceEquals(one, other))
            (one, other) = (one.Parent!, other.Parent!);
        return one;
    }
}
