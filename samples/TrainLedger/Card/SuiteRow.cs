namespace InferenceScaling.Samples.TrainLedger.Card;

/// <summary>What a suite did to the strategies.</summary>
/// <param name="Suite">The suite.</param>
/// <param name="Clean">Right or wrong on the clean problems, a list a strategy; empty for suites of difficulty.</param>
/// <param name="Disturbed">The same on the suite's texts.</param>
/// <param name="Refused">Texts that the model said it cannot read.</param>
internal sealed record SuiteRow(string Suite, IReadOnlyList<bool[]> Clean, IReadOnlyList<bool[]> Disturbed, int Refused);
