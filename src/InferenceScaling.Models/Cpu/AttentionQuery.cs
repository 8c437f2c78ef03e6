namespace InferenceScaling.Models.Cpu;

/// <summary>What one query head of one row attends to.</summary>
internal struct AttentionQuery
{
    /// <summary>First position it attends to.</summary>
    public int Start;

    /// <summary>The position after the last.</summary>
    public int End;

    /// <summary>Sum of the unnormalised probabilities.</summary>
    public float Sum;
}
