namespace InferenceScaling.Models.Cpu;

/// <summary>One query head of one row.</summary>
internal unsafe struct AttentionQuery
{
    /// <summary>The query, scaled.</summary>
    public float* Query;

    /// <summary>By position: scores, then probabilities.</summary>
    public float* Scores;

    /// <summary>What the values come to.</summary>
    public float* Mixed;

    /// <summary>First position it attends to.</summary>
    public int Start;

    /// <summary>The position after the last.</summary>
    public int End;

    /// <summary>Sum of the unnormalised probabilities.</summary>
    public float Sum;
}
