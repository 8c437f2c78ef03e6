namespace InferenceScaling.Benchmarks.Soak;

/// <summary>What became of the clients' requests.</summary>
internal sealed class SoakCounts
{
    private long _generated;
    private long _scored;
    private long _cancelled;
    private long _failed;

    public long Generated => Volatile.Read(ref _generated);

    public long Scored => Volatile.Read(ref _scored);

    public long Cancelled => Volatile.Read(ref _cancelled);

    public long Failed => Volatile.Read(ref _failed);

    public void AddGenerated() => Interlocked.Increment(ref _generated);

    public void AddScored() => Interlocked.Increment(ref _scored);

    public void AddCancelled() => Interlocked.Increment(ref _cancelled);

    public void AddFailed() => Interlocked.Increment(ref _failed);
}
