namespace InferenceScaling.Ledger;

/// <summary>A word problem of the Ledger task: facts about who has how many, each derived from others, and a question.</summary>
/// <param name="Level">Number of derivations the solution takes, 3 to 8: the difficulty.</param>
/// <param name="Problem">The text, ending in a question mark and a line break.</param>
/// <param name="Solution">A right solution, one derivation a line, then the answer.</param>
/// <param name="Answer">The right answer.</param>
public sealed record LedgerProblem(int Level, string Problem, string Solution, long Answer);
