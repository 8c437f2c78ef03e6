namespace InferenceScaling.Ledger.Suites;

/// <summary>One question of a suite.</summary>
/// <param name="Text">What to ask.</param>
/// <param name="Answer">The right answer; null if there is none, and then any number is wrong.</param>
/// <param name="Clean">The held-out problem that the question comes from: itself in a difficulty suite, the undisturbed one in an adversarial suite, for a paired comparison.</param>
/// <param name="Problem">The problem that the text states, for an exact verifier; null if it has no answer.</param>
public sealed record LedgerCase(string Text, long? Answer, LedgerProblem Clean, LedgerProblem? Problem);
