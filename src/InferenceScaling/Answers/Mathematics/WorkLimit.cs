namespace InferenceScaling.Answers.Mathematics;

/// <summary>Bounds the work one answer may cost, about a microsecond a unit, counted and not timed: the same answer reads the same on every machine.</summary>
internal sealed class WorkLimit(long units)
{
    private long _left = units;

    /// <summary>Takes units; false once they are spent.</summary>
    public bool Spend(long units) => (_left -= units) >= 0;
}
