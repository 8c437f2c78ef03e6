using System.Collections.Immutable;
using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Ledger.Suites;

/// <summary>Disturbs a problem within the grammar. What comes out is held out like the problem itself; null where a try came to nothing.</summary>
internal static class Disturbance
{
    private const int MoreFacts = 3;
    private const int MoreDerivations = 4;
    private static readonly LedgerNumbers Large = new(LargestConstant: 299, LargestAddend: 200, LargestValue: 995);

    /// <summary>Adds facts that the question does not need.</summary>
    public static LedgerCase? IrrelevantFacts(LedgerProblem clean, Draws draws)
    {
        var draft = ProblemDraft.From(draws, clean);
        for (var index = 0; index < MoreFacts; index++)
        {
            if (!draft.AddDistractor())
                return null;
        }

        var others = LedgerVocabulary.Items.Remove(clean.Item);
        var added = draft.Facts.Skip(clean.Facts.Length).ToList();
        var constant = added.FindIndex(fact => fact.Relation == LedgerRelation.Constant && added.TrueForAll(other => other.First != fact.Name && other.Second != fact.Name));
        if (constant < 0)
            return null;
        added[constant] = added[constant] with { Item = draws.Pick(others) };
        return HeldOut(clean, Insert(clean.Facts, added, draws), clean.Query);
    }

    /// <summary>Puts four derivations on top of the answer and asks for the last.</summary>
    public static LedgerCase? LongerChain(LedgerProblem clean, Draws draws)
    {
        var draft = ProblemDraft.From(draws, clean);
        var query = clean.Facts.Single(fact => fact.Name == clean.Query);
        return draft.AddChain(MoreDerivations, query) is { } last ? HeldOut(clean, Insert(clean.Facts, draft.Facts.Skip(clean.Facts.Length), draws), last.Name) : null;
    }

    /// <summary>Draws the numbers anew from five times the range.</summary>
    public static LedgerCase? LargerNumbers(LedgerProblem clean, Draws draws)
    {
        var values = new Dictionary<string, int>(StringComparer.Ordinal);
        var facts = ImmutableArray.CreateBuilder<LedgerFact>();
        foreach (var fact in clean.Facts)
        {
            var number = fact.Relation switch
            {
                LedgerRelation.Constant => draws.Between(2, Large.LargestConstant),
                LedgerRelation.More or LedgerRelation.Fewer => draws.Between(2, Large.LargestAddend),
                _ => fact.Number,
            };
            var value = FactArithmetic.Value(fact.Relation, number, ValueOf(fact.First), ValueOf(fact.Second));
            if (value is not { } found || found < 1 || found > Large.LargestValue)
                return null;
            values[fact.Name] = found;
            facts.Add(fact with { Number = number, Value = found });
        }

        return values[clean.Query] > new LedgerNumbers().LargestValue ? HeldOut(clean, facts.DrainToImmutable(), clean.Query) : null;

        int ValueOf(string? name) => name is null ? 0 : values[name];
    }

    /// <summary>Puts the facts in an order in which one at least comes before one that it refers to.</summary>
    public static LedgerCase? ShuffledFacts(LedgerProblem clean, Draws draws)
    {
        var facts = draws.Shuffle(clean.Facts).ToImmutableArray();
        var known = new HashSet<string?>(StringComparer.Ordinal) { null };
        var isOrdered = facts.All(fact => known.Contains(fact.First) && known.Contains(fact.Second) && known.Add(fact.Name));
        return isOrdered ? null : HeldOut(clean, facts, clean.Query);
    }

    /// <summary>Asks about somebody who has no fact.</summary>
    public static LedgerCase Unsolvable(LedgerProblem clean, Draws draws)
    {
        var stranger = draws.Pick(LedgerVocabulary.Names.RemoveRange(clean.Facts.Select(fact => fact.Name)));
        return new(clean.Problem.Replace($"does {clean.Query} have", $"does {stranger} have", StringComparison.Ordinal), null, clean, null);
    }

    private static LedgerCase? HeldOut(LedgerProblem clean, ImmutableArray<LedgerFact> facts, string query)
    {
        var statement = new LedgerStatement(facts, query, clean.Item);
        var text = statement.Text();
        if (!HeldOutClass.Contains(text))
            return null;
        var problem = statement.ToProblem(text);
        return new(text, problem.Answer, clean, problem);
    }

    // Each new fact anywhere after those it refers to; the old ones stay in their order.
    private static ImmutableArray<LedgerFact> Insert(ImmutableArray<LedgerFact> facts, IEnumerable<LedgerFact> added, Draws draws)
    {
        foreach (var fact in added)
        {
            var least = facts.Select((other, index) => other.Name == fact.First || other.Name == fact.Second ? index + 1 : 0).Max();
            facts = facts.Insert(draws.Between(least, facts.Length), fact);
        }

        return facts;
    }
}
