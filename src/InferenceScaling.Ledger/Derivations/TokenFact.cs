using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Ledger.Derivations;

/// <summary>A fact in token ids.</summary>
/// <param name="Name">Whose fact.</param>
/// <param name="Relation">How the value comes about.</param>
/// <param name="Number">The sentence's number.</param>
/// <param name="First">The first referent, or -1.</param>
/// <param name="Second">The second referent, or -1.</param>
/// <param name="Value">What it comes to.</param>
internal sealed record TokenFact(int Name, LedgerRelation Relation, int Number, int First, int Second, int Value);
