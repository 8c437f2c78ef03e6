namespace InferenceScaling.Models.Cpu;

/// <summary>How many pools compute at the same time. With more than one for every two processors, as a generator and its verifier on a small machine, their helpers would only take processors from each other, spinning ones most of all.</summary>
/// <param name="processors">Processors there are.</param>
internal sealed class ProcessorShare(int processors)
{
    private int _computing;

    /// <summary>That of this process.</summary>
    public static ProcessorShare OfProcess { get; } = new(Environment.ProcessorCount);

    /// <summary>A pool begins to compute.</summary>
    public void Enter() => Interlocked.Increment(ref _computing);

    /// <summary>It is through.</summary>
    public void Leave() => Interlocked.Decrement(ref _computing);

    /// <summary>Whether a pool should do without its helpers because of others.</summary>
    /// <param name="isComputing">Whether it is itself among those that compute.</param>
    public bool IsCrowded(bool isComputing)
    {
        var others = Volatile.Read(ref _computing) - (isComputing ? 1 : 0);
        return others > 0 && 2 * (others + 1) > processors;
    }
}
