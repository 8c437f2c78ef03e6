using System.Collections.Immutable;

namespace InferenceScaling.Ledger.Derivations;

/// <summary>What the exact judge says about a solution.</summary>
/// <param name="Expected">For each token of the solution the one that should stand there, given what is written before it; <see cref="LedgerVocabulary.Unknown"/> where none would be right, -1 where the judge has no opinion.</param>
/// <param name="Steps">One entry a step.</param>
/// <param name="Answer">The number of the answer line; null without one.</param>
public sealed record LedgerJudgement(ImmutableArray<int> Expected, ImmutableArray<LedgerStepJudgement> Steps, int? Answer);
