using System.Diagnostics;

namespace InferenceScaling.Durability.Child;

/// <summary>Where a process kills itself, as kill -9 would: no handler runs, nothing is flushed.</summary>
internal sealed record CrashPlan(CrashKind Kind, long At)
{
    public static void Kill()
    {
        Process.GetCurrentProcess().Kill();
        new ManualResetEvent(initialState: false).WaitOne();
    }

    public void OnPaid(int count)
    {
        if (Kind == CrashKind.Paid && count > At)
            Kill();
    }
}
