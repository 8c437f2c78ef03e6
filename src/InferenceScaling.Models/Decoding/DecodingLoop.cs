using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models.Decoding;

/// <summary>Continuous batching: one thread owns the executor and the cache; in every pass requests join, advance together and leave.</summary>
/// <remarks>
/// What a request gets depends on the weights, its context and its own settings only, never on what runs beside it.
/// When pages run out, unused contexts are evicted, then the youngest request is put back; both are computed again later. No request ever fails for memory.
/// </remarks>
internal sealed class DecodingLoop : IDisposable
{
    private readonly DecodingLimits _limits;
    private readonly Func<IDecoderExecutor> _createExecutor;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly List<DecodingRequest> _waiting = [];
    private readonly List<DecodingRequest> _active = [];
    private readonly Action<DecodingRequest, Exception> _stop;
    private IDecoderExecutor _executor = null!;
    private KvTree _tree = null!;
    private ContextCache _cache = null!;
    private DecodingAdmission _admission = null!;
    private DecodingPass _pass = null!;
    private volatile KvUsage _usage = new(0, 0, 0, 0, 0, 0);

    /// <summary>Starts the thread and waits until it has made the executor.</summary>
    /// <exception cref="ArgumentException">The limits contradict themselves.</exception>
    public DecodingLoop(Func<IDecoderExecutor> createExecutor, DecodingLimits limits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.ContextLength ?? 2, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.MaxSequences, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limits.TokensPerPass, limits.MaxSequences);
        ArgumentOutOfRangeException.ThrowIfNegative(limits.CachedPrompts);
        _createExecutor = createExecutor;
        _stop = Stop;
        _limits = limits;
        Queue = new(limits.QueueCapacity);
        _thread = new Thread(Work) { IsBackground = true, Name = "InferenceScaling decoding" };
        _thread.Start();
        _started.Task.GetAwaiter().GetResult();
    }

    /// <summary>Takes requests.</summary>
    public DecodingQueue Queue { get; }

    /// <summary>What the cache held after the last pass.</summary>
    public KvUsage Usage => _usage;

    /// <summary>Completes when the thread has let go of everything, after <see cref="DecodingQueue.Close"/>.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The decoder.</summary>
    public DecoderConfig Config { get; private set; } = null!;

    /// <summary>Longest context.</summary>
    public int ContextLength { get; private set; }

    /// <summary>Whether requests may ask for hidden states.</summary>
    public bool GivesStates { get; private set; }

    /// <summary>Memory the weights take, in bytes.</summary>
    public long WeightBytes { get; private set; }

    /// <summary>Ends everything with <see cref="ObjectDisposedException"/> and joins the thread.</summary>
    public void Dispose()
    {
        Queue.Close();
        _thread.Join();
    }

    private void Work()
    {
        try
        {
            Open();
        }
        catch (Exception exception)
        {
            _executor?.Dispose();
            Queue.Close();
            _started.SetException(exception);
            return;
        }

        _started.SetResult();
        Exception end = DecodingQueue.Closed();
        try
        {
            while (!Queue.IsClosed)
                Pass();
        }
        catch (Exception exception)
        {
            end = new InvalidOperationException($"The decoding loop ended by an error of its own: {exception.Message}", exception);
            Queue.Close();
        }

        while (Queue.TryTake(out var request))
            _waiting.Add(request);
        foreach (var request in _waiting.Concat(_active))
        {
            request.ReturnHandle();
            request.Fail(end);
        }

        try
        {
            _executor.Dispose();
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private void Open()
    {
        _executor = _createExecutor();
        Config = _executor.Config;
        WeightBytes = _executor.WeightBytes;
        GivesStates = _executor.GivesStates;
        ContextLength = _limits.ContextLength ?? Config.ContextLength;
        var pageSize = _executor.PageSize;

        // A context alone, compact, split once: this much must fit for the loop to get through anything.
        var needed = ((ContextLength + pageSize - 1L) / pageSize) + 1;
        var bytes = _limits.KvBytes ?? Math.Max(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, needed * _executor.BytesPerPage);
        var pages = Math.Min(bytes / Math.Max(1, _executor.BytesPerPage), int.MaxValue / pageSize);
        if (pages < needed)
        {
            throw new ArgumentException(
                $"A key-value memory of {bytes:N0} bytes holds {Math.Max(0, pages - 1) * pageSize:N0} tokens, and the context length is {ContextLength:N0}. "
                + $"Allow {needed * _executor.BytesPerPage:N0} bytes, or set a shorter context length.");
        }

        _tree = new(pageSize, (int)pages);
        _cache = new(_tree, _limits.CachedPrompts);
        _admission = new(_tree, _cache, Queue, _limits.MaxSequences, _waiting, _active);
        _pass = new(_executor, _tree, _cache, _limits.TokensPerPass);
        Publish();
    }

    /// <summary>Everything the loop does, once.</summary>
    private void Pass()
    {
        TakeMessages();
        RemoveAbandoned();
        _admission.Admit();
        if (_pass.Schedule(_active))
            RunPass();
        else if (_active.Count > 0)
            MakeRoom();
        _pass.Clear();
        Finish();
        _cache.TrimPrompts();
        Publish();
        if (_active.Count > 0 || _waiting.Count > 0)
            return;
        Queue.Sleep();
        Queue.Gather();
    }

    private void TakeMessages()
    {
        while (Queue.TryTakeFreed(out var context))
            _cache.Release(context);

        // Beyond this callers wait in the channel.
        while (_waiting.Count < _limits.QueueCapacity && Queue.TryTake(out var request))
            _waiting.Add(request);
    }

    private void RemoveAbandoned()
    {
        for (var index = _waiting.Count - 1; index >= 0; index--)
        {
            if (!_waiting[index].IsAbandoned)
                continue;
            DecodingAdmission.Unbind(_waiting[index]);
            _waiting[index].ReturnHandle();
            _waiting.RemoveAt(index);
        }

        foreach (var request in _active)
        {
            if (request.IsAbandoned)
                Stop(request, null);
        }

        _active.RemoveAll(static request => request.Leaf is null);
    }

    private void RunPass()
    {
        try
        {
            _pass.Run();
        }
        catch (Exception exception)
        {
            foreach (var request in _pass.Scheduled)
                Stop(request, exception);
            return;
        }

        _pass.Deliver(_stop);
    }

    private void Finish()
    {
        foreach (var request in _active)
        {
            if (request.Leaf is not { } leaf || !request.IsFinished)
                continue;
            request.Leaf = null;
            ContextHandle? continuation = null;

            // A request that was put back may have its surplus in a prompt that others share: then there is nothing to keep.
            if (request.PendingToKeep is { } pending && _tree.TryRemoveLast(leaf, request.Surplus))
                continuation = new(Queue, _cache.Keep(leaf, pending, request.Step, request.StepValues));
            else if (request is not PromptRequest)
                _tree.Release(leaf);
            request.Complete(continuation);
        }

        _active.RemoveAll(static request => request.Leaf is null);
    }

    /// <summary>No running request found a page: gives up what waiting requests count on, then puts back the youngest running one.</summary>
    private void MakeRoom()
    {
        if (_cache.Evict(evenAwaited: true))
            return;
        var youngest = _active[^1];
        var tokens = youngest is PromptRequest ? null : ContextCache.AllTokens(youngest.Leaf!, youngest.Unfed[0]);
        Stop(youngest, null);
        _active.RemoveAt(_active.Count - 1);
        if (tokens is null)
            return;
        youngest.ContextTokens = tokens;
        youngest.Origin = null;
        _waiting.Insert(0, youngest);
    }

    /// <summary>Frees what a running request holds.</summary>
    private void Stop(DecodingRequest request, Exception? exception)
    {
        if (exception is not null)
            request.Fail(exception);
        if (request is PromptRequest reading)
            _cache.Drop(reading.Prompt);
        else
            _tree.Release(request.Leaf!);
        request.Leaf = null;
    }

    private void Publish()
    {
        var (live, idle, segments) = (_tree.LivePages, _cache.CountIdlePages(), _tree.LiveSegments);
        if (_usage.LivePages != live || _usage.CachedPages != idle || _usage.LiveSegments != segments || _usage.PageLimit == 0)
            _usage = new(_tree.PageSize, _executor.BytesPerPage, _tree.PageLimit, live, idle, segments);
    }
}
