using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace InferenceScaling.Ledger.Problems;

/// <summary>What a problem states: facts in the order of its sentences, and a question.</summary>
/// <param name="Facts">One fact a name; each referent has one; none refers to itself in the end.</param>
/// <param name="Query">Who is asked about; has a fact.</param>
/// <param name="Item">What is asked about.</param>
internal sealed record LedgerStatement(ImmutableArray<LedgerFact> Facts, string Query, string Item)
{
    /// <summary>The facts that the question needs, each after those it refers to, first referents first: the canonical solution's order.</summary>
    public ImmutableArray<LedgerFact> Derivation() => ReferenceOrder.From(Query, Facts.ToDictionary(fact => fact.Name, StringComparer.Ordinal));

    /// <summary>The problem with its text and its canonical solution.</summary>
    /// <param name="text">The text, if it was written before.</param>
    public LedgerProblem ToProblem(string? text = null)
    {
        var derivation = Derivation();
        return new(derivation.Count(fact => fact.Relation != LedgerRelation.Constant), text ?? Text(), Solution(derivation), derivation[^1].Value) { Statement = this };
    }

    /// <summary>The sentences, the question last.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        foreach (var fact in Facts)
            text.Append(fact).Append(' ');
        return text.Append("How many ").Append(Item).Append(" does ").Append(Query).Append(" have?\n").ToString();
    }

    private static string Solution(ImmutableArray<LedgerFact> derivation)
    {
        var values = new Dictionary<string, int>(StringComparer.Ordinal);
        var text = new StringBuilder();
        for (var index = 0; index < derivation.Length; index++)
        {
            var fact = derivation[index];
            text.Append(CultureInfo.InvariantCulture, $"{index + 1}. {fact.Name} has ");
            if (fact.First is { } first)
            {
                var sign = FactArithmetic.Sign(fact.Relation);
                if (fact.Second is { } second)
                    text.Append(CultureInfo.InvariantCulture, $"{first} {sign} {second} = {values[first]} {sign} {values[second]} = ");
                else
                    text.Append(CultureInfo.InvariantCulture, $"{first} {sign} {fact.Number} = {values[first]} {sign} {fact.Number} = ");
            }

            text.Append(CultureInfo.InvariantCulture, $"{fact.Value}.\n");
            values[fact.Name] = fact.Value;
        }

        return text.Append(CultureInfo.InvariantCulture, $"Answer: {derivation[^1].Value}.\n").ToString();
    }
}
