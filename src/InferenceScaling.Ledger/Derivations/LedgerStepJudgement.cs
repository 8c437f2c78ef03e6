namespace InferenceScaling.Ledger.Derivations;

/// <summary>What is known about one step of a solution.</summary>
/// <param name="Start">Index of its first token in the solution.</param>
/// <param name="Length">Number of its tokens.</param>
/// <param name="Verdict">Right or wrong by itself: a step that goes on correctly from a wrong value is right.</param>
/// <param name="IsPrefixRight">Whether this step and all before it are right.</param>
/// <param name="IsNeeded">Whether the question needs what the step derives, or the step is an answer.</param>
public readonly record struct LedgerStepJudgement(int Start, int Length, LedgerVerdict Verdict, bool IsPrefixRight, bool IsNeeded)
{
    /// <summary>Whether the step is right by itself.</summary>
    public bool IsRight => Verdict == LedgerVerdict.Ok;
}
