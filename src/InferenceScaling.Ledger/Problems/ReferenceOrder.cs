using System.Collections.Immutable;

namespace InferenceScaling.Ledger.Problems;

/// <summary>Orders facts so that each comes after those it refers to.</summary>
internal static class ReferenceOrder
{
    /// <summary>The facts that one name needs, itself last: depth first, the first referent before the second.</summary>
    /// <param name="name">Has a fact.</param>
    /// <param name="facts">Facts by name; every referent has one and there is no circle.</param>
    public static ImmutableArray<LedgerFact> From(string name, IReadOnlyDictionary<string, LedgerFact> facts)
    {
        var order = ImmutableArray.CreateBuilder<LedgerFact>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<LedgerFact>([facts[name]]);

        // A stack of our own: a typed problem may be a chain of any length.
        while (open.TryPeek(out var fact))
        {
            if (done.Contains(fact.Name))
                _ = open.Pop();
            else if (fact.First is { } first && !done.Contains(first))
                open.Push(facts[first]);
            else if (fact.Second is { } second && !done.Contains(second))
                open.Push(facts[second]);
            else
            {
                _ = open.Pop();
                _ = done.Add(fact.Name);
                order.Add(fact);
            }
        }

        return order.DrainToImmutable();
    }
}
