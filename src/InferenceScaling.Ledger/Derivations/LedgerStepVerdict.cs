namespace InferenceScaling.Ledger.Derivations;

/// <summary>The exact verdict on one step of a reasoning path.</summary>
/// <param name="Verdict">Right, or the first error among the lines that end in the step.</param>
/// <param name="IsPrefixRight">Whether this step and all before it are right.</param>
/// <param name="Message">What is wrong, in words; null if nothing is.</param>
public sealed record LedgerStepVerdict(LedgerVerdict Verdict, bool IsPrefixRight, string? Message);
