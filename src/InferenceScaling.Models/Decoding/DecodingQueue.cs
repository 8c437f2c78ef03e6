using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace InferenceScaling.Models.Decoding;

/// <summary>What reaches the decoding thread from others: requests, in a bounded channel that makes callers wait, and contexts to free. The thread sleeps on it when there is nothing to do.</summary>
internal sealed class DecodingQueue(int capacity)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMicroseconds(30);

    private readonly Channel<DecodingRequest> _requests = Channel.CreateBounded<DecodingRequest>(new BoundedChannelOptions(capacity) { SingleReader = true });
    private readonly ConcurrentQueue<KvContext> _freed = new();
    private readonly object _gate = new();
    private bool _signalled;
    private volatile bool _closed;

    /// <summary>Whether the engine was disposed.</summary>
    public bool IsClosed => _closed;

    /// <summary>Hands over a request, waiting for room.</summary>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public async ValueTask PostAsync(DecodingRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _requests.Writer.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw Closed();
        }

        Wake();
    }

    /// <summary>Takes the next request.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DecodingRequest? request) => _requests.Reader.TryRead(out request);

    /// <summary>Says that a context has no owner any more. Safe from a finalizer.</summary>
    public void Free(KvContext context)
    {
        if (_closed)
            return;
        _freed.Enqueue(context);
        Wake();
    }

    /// <summary>Takes a context to free.</summary>
    public bool TryTakeFreed([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out KvContext? context) => _freed.TryDequeue(out context);

    /// <summary>Makes the decoding thread look.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _signalled = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Sleeps until somebody called <see cref="Wake"/> since the last return.</summary>
    public void Sleep()
    {
        lock (_gate)
        {
            while (!_signalled)
                Monitor.Wait(_gate);
            _signalled = false;
        }
    }

    /// <summary>Waits as long as one request follows another: a search asks for its paths one by one, and those that start together share rows.</summary>
    public void Gather()
    {
        for (var known = 0; _requests.Reader.Count is var count && count > known;)
        {
            known = count;
            var since = Stopwatch.GetTimestamp();
            var spin = default(SpinWait);
            while (_requests.Reader.Count == known && Stopwatch.GetElapsedTime(since) < Moment)
                spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Refuses further requests.</summary>
    public void Close()
    {
        // In this order: whoever sees the flag finds every request that was accepted.
        _requests.Writer.TryComplete();
        _closed = true;
        Wake();
    }

    /// <summary>What a request that comes too late, or is under way, ends with.</summary>
    public static ObjectDisposedException Closed() => new("LanguageModel", "The model was disposed while requests were waiting or running; dispose it after the last one.");
}
