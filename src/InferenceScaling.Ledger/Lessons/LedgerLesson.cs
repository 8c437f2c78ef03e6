using System.Collections.Immutable;

namespace InferenceScaling.Ledger.Lessons;

/// <summary>A text to train a Ledger model on.</summary>
/// <param name="Tokens">Token ids.</param>
/// <param name="Targets">As many: the id that the model shall predict once it has read the tokens up to this one; -1 where nothing is trained.</param>
public sealed record LedgerLesson(ImmutableArray<int> Tokens, ImmutableArray<int> Targets)
{
    /// <summary>The target where nothing is trained.</summary>
    public const int NoTarget = -1;
}
