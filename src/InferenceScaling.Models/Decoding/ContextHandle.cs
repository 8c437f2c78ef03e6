namespace InferenceScaling.Models.Decoding;

/// <summary>Ownership of a cached context by something outside the decoding thread: a reasoning step, a request. Counted; the last owner's release frees the cache.</summary>
/// <remarks>Whoever forgets a path costs nothing but time: the finalizer releases too.</remarks>
internal sealed class ContextHandle(DecodingQueue queue, KvContext context)
{
    private int _owners = 1;
    private int _released;

    /// <summary>Frees the cache of a path nobody refers to any more.</summary>
    ~ContextHandle()
    {
        if (Volatile.Read(ref _owners) > 0)
            queue.Free(context);
    }

    /// <summary>The queue of the engine that holds the context: a handle of another engine is of no use.</summary>
    public DecodingQueue Queue => queue;

    /// <summary>The context; only the decoding thread looks inside.</summary>
    public KvContext Context => context;

    /// <summary>Number of tokens of the context.</summary>
    public int Length { get; } = context.Length;

    /// <summary>Takes a share of the ownership, unless everything was released.</summary>
    public bool TryAcquire()
    {
        for (var owners = Volatile.Read(ref _owners); owners > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _owners, owners + 1, owners);
            if (seen == owners)
                return true;
            owners = seen;
        }

        return false;
    }

    /// <summary>Gives back a share taken with <see cref="TryAcquire"/>.</summary>
    public void Return()
    {
        if (Interlocked.Decrement(ref _owners) == 0)
            queue.Free(context);
    }

    /// <summary>Gives up the path's own share; a second call does nothing.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
            Return();
    }
}
