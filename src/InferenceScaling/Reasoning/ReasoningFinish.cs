namespace InferenceScaling.Reasoning;

/// <summary>Why a search ended.</summary>
public enum ReasoningFinish
{
    /// <summary>The strategy did all it meant to do.</summary>
    Completed,

    /// <summary>The stopping rule found the candidates enough: see <see cref="ReasoningResult.StopReason"/>.</summary>
    Stopped,

    /// <summary>A limit of the budget, or of an account, was reached: the answer is the best so far. See <see cref="ReasoningResult.Limit"/>.</summary>
    BudgetExhausted,

    /// <summary>The time was up: the answer is the best so far. See <see cref="ReasoningResult.Limit"/>.</summary>
    TimeExpired,

    /// <summary>The caller cancelled: the answer is the best so far. Seen in a stream only.</summary>
    Cancelled,
}
