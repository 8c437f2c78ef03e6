namespace InferenceScaling.Ledger.Problems;

/// <summary>Finds what every fact comes to, and says which one comes to nothing.</summary>
internal static class FactSolver
{
    /// <summary>Solves the facts of a text.</summary>
    /// <param name="facts">Facts with their sentences, without values.</param>
    /// <param name="question">The question's sentence.</param>
    /// <param name="query">Who is asked about.</param>
    /// <param name="item">What is asked about.</param>
    /// <exception cref="ArgumentException">A name has two facts or none, facts go round in a circle, a value is out of range, or the solution is too long.</exception>
    public static LedgerStatement Solve(IReadOnlyList<(Sentence Sentence, LedgerFact Fact)> facts, Sentence question, string query, string item)
    {
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < facts.Count; index++)
        {
            if (!byName.TryAdd(facts[index].Fact.Name, index))
                throw facts[index].Sentence.Wrong($"{facts[index].Fact.Name} has a fact already; a Ledger problem has one a name.");
        }

        CheckReferents(facts, byName);
        if (!byName.TryGetValue(query, out var asked))
            throw question.Wrong($"no fact says how many {query} has, so the question has no answer.");
        CheckItem(question, query, item, facts[asked].Fact);
        var statement = new LedgerStatement([.. Values(facts, byName)], query, item);
        if (statement.Derivation() is { Length: > LedgerToken.Steps } derivation)
            throw question.Wrong($"its solution takes {derivation.Length} steps; the Ledger task has at most {LedgerToken.Steps}.");
        return statement;
    }

    private static void CheckReferents(IReadOnlyList<(Sentence Sentence, LedgerFact Fact)> facts, Dictionary<string, int> byName)
    {
        foreach (var (sentence, fact) in facts)
        {
            foreach (var name in Referents(fact))
            {
                if (!byName.TryGetValue(name, out var index))
                    throw sentence.Wrong($"no fact says how many {name} has.");
                CheckItem(sentence, name, fact.Item, facts[index].Fact);
            }

            if (fact.First is { } first && first == fact.Second)
                throw sentence.Wrong($"it names {first} twice; a sum or a difference takes two people.");
        }
    }

    private static void CheckItem(Sentence sentence, string name, string item, LedgerFact fact)
    {
        if (fact.Item != item)
            throw sentence.Wrong($"it counts {item}, but the fact of {name} counts {fact.Item}.");
    }

    // Each fact once, as soon as those it refers to are known.
    private static LedgerFact[] Values(IReadOnlyList<(Sentence Sentence, LedgerFact Fact)> facts, Dictionary<string, int> byName)
    {
        var solved = new LedgerFact[facts.Count];
        var waiting = facts.Select(fact => Referents(fact.Fact).Count()).ToArray();
        var dependents = facts.SelectMany((fact, index) => Referents(fact.Fact).Select(name => (Referent: byName[name], Index: index))).ToLookup(pair => pair.Referent, pair => pair.Index);
        var ready = new Queue<int>(Enumerable.Range(0, facts.Count).Where(index => waiting[index] == 0));
        while (ready.TryDequeue(out var index))
        {
            solved[index] = Value(facts[index].Sentence, facts[index].Fact, name => solved[byName[name]].Value);
            foreach (var dependent in dependents[index])
            {
                if (--waiting[dependent] == 0)
                    ready.Enqueue(dependent);
            }
        }

        for (var index = 0; index < solved.Length; index++)
        {
            if (solved[index] is null)
                throw facts[index].Sentence.Wrong($"what {facts[index].Fact.Name} has depends in a circle on itself.");
        }

        return solved;
    }

    private static LedgerFact Value(Sentence sentence, LedgerFact fact, Func<string, int> valueOf)
    {
        var value = FactArithmetic.Value(fact.Relation, fact.Number, fact.First is null ? 0 : valueOf(fact.First), fact.Second is null ? 0 : valueOf(fact.Second))
            ?? throw sentence.Wrong($"{fact.First} has {valueOf(fact.First!)}, and half of that is no whole number.");
        return value is >= 1 and <= FactArithmetic.Largest
            ? fact with { Value = value }
            : throw sentence.Wrong($"it comes to {value}; everybody has 1 to {FactArithmetic.Largest}.");
    }

    private static IEnumerable<string> Referents(LedgerFact fact)
    {
        if (fact.First is not null)
            yield return fact.First;
        if (fact.Second is not null)
            yield return fact.Second;
    }
}
