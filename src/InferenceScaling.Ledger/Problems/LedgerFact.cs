using System.Globalization;

namespace InferenceScaling.Ledger.Problems;

/// <summary>One sentence of a Ledger problem: how many one person has, perhaps in terms of others.</summary>
/// <param name="Name">Whose fact it is. A problem has one fact a name.</param>
/// <param name="Relation">How the value comes about.</param>
/// <param name="Item">What is counted, such as "coins".</param>
/// <param name="Number">The number in the sentence; 2 for <see cref="LedgerRelation.Half"/>, 0 for <see cref="LedgerRelation.Sum"/> and <see cref="LedgerRelation.Difference"/>.</param>
/// <param name="First">The name that the sentence refers to; null for <see cref="LedgerRelation.Constant"/>.</param>
/// <param name="Second">The second name of a sum or a difference, else null.</param>
/// <param name="Value">How many it comes to, 1 to 999.</param>
public sealed record LedgerFact(string Name, LedgerRelation Relation, string Item, int Number, string? First, string? Second, int Value)
{
    /// <summary>The sentence, with its full stop.</summary>
    public override string ToString() => Relation switch
    {
        LedgerRelation.Constant => string.Create(CultureInfo.InvariantCulture, $"{Name} has {Number} {Item}."),
        LedgerRelation.More => string.Create(CultureInfo.InvariantCulture, $"{Name} has {Number} more {Item} than {First}."),
        LedgerRelation.Fewer => string.Create(CultureInfo.InvariantCulture, $"{Name} has {Number} fewer {Item} than {First}."),
        LedgerRelation.Times => string.Create(CultureInfo.InvariantCulture, $"{Name} has {Number} times as many {Item} as {First}."),
        LedgerRelation.Half => $"{Name} has half as many {Item} as {First}.",
        LedgerRelation.Sum => $"{Name} has as many {Item} as {First} and {Second} together.",
        _ => $"{Name} has as many {Item} as the difference between {First} and {Second}.",
    };
}
