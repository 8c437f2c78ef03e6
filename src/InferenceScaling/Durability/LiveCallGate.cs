namespace InferenceScaling.Durability;

/// <summary>Lets calls to models begin only after all paths that begin together have taken from the journal what is there. Thread-safe.</summary>
/// <remarks>
/// Of several calls that begin at one place, the one that comes first counts the reading of what they share, and the others find it read. A resumed search has the same: models hear first of all
/// that the journal answered, and then they are called, in the order in which the paths are. What the journal answers takes no time, so that every path has come to its first live call, or to its end, when
/// the last one has been started.
/// </remarks>
internal sealed class LiveCallGate
{
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource> _waiting = [];
    private int _starting;

    /// <summary>Paths are about to be started. <see cref="Open"/> follows.</summary>
    public void Close()
    {
        lock (_gate)
            _starting++;
    }

    /// <summary>All paths have been started.</summary>
    public void Open()
    {
        TaskCompletionSource[] waiting;
        lock (_gate)
        {
            if (--_starting > 0)
                return;
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        // Here and now, one after the other: their order is part of the search.
        foreach (var call in waiting)
            call.SetResult();
    }

    /// <summary>Completes when a call may begin.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            if (_starting == 0)
                return Task.CompletedTask;
            var call = new TaskCompletionSource();
            _waiting.Add(call);
            return call.Task;
        }
    }
}
