namespace InferenceScaling.Ledger.Problems;

/// <summary>The numbers that drawn problems are made of.</summary>
/// <param name="LargestConstant">Largest number of a constant, at least 2; the smallest is 2.</param>
/// <param name="LargestAddend">Largest number of "more" and "fewer", at least 2; the smallest is 2.</param>
/// <param name="LargestFactor">Largest number of "times", at least 2; the smallest is 2.</param>
/// <param name="LargestValue">What nobody has more of, at most 999; everybody has at least 1.</param>
public sealed record LedgerNumbers(int LargestConstant = 59, int LargestAddend = 40, int LargestFactor = 5, int LargestValue = 199);
