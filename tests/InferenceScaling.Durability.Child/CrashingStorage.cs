namespace InferenceScaling.Durability.Child;

/// <summary>A journal's file that kills the process in the middle of a write, or between a write and its flush.</summary>
internal sealed class CrashingStorage(string path, CrashPlan plan) : JournalStorage(path, isReadOnly: false)
{
    private long _written;
    private int _flushes;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long offset)
    {
        if (plan.Kind == CrashKind.Bytes && _written + bytes.Length > plan.At)
        {
            await base.WriteAsync(bytes[..(int)(plan.At - _written)], offset);
            CrashPlan.Kill();
        }

        await base.WriteAsync(bytes, offset);
        _written += bytes.Length;
    }

    public override void Flush()
    {
        if (plan.Kind == CrashKind.Flushes && ++_flushes > plan.At)
            CrashPlan.Kill();
        base.Flush();
    }
}
