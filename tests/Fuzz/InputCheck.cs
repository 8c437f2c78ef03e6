using System.Globalization;

namespace InferenceScaling.Fuzz;

/// <summary>What holds for every input of every target: only the format's own exception, bounded memory, bounded time.</summary>
public static class InputCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Gives an input to a target.</summary>
    /// <returns>Whether it was accepted.</returns>
    /// <exception cref="FuzzDefectException">The input did what none may do.</exception>
    public static bool Run(IFuzzTarget target, ReadOnlySpan<byte> input)
    {
        ArgumentNullException.ThrowIfNull(target);
        var started = TimeProvider.System.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        bool accepted;
        try
        {
            accepted = target.Read(input);
        }
#pragma warning disable CA1031 // Whatever comes out is the finding.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new FuzzDefectException($"{target.Name}: {exception.GetType().Name} is not the format's own exception: {exception.Message}", exception);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > input.Length + target.AllocationAllowance)
            throw new FuzzDefectException($"{target.Name}: {input.Length} bytes of input made it allocate {allocated} bytes.");
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        if (elapsed > Limit)
            throw new FuzzDefectException($"{target.Name}: {input.Length} bytes of input took {elapsed.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s.");
        return accepted;
    }
}
