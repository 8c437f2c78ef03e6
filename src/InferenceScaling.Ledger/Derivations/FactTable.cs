namespace InferenceScaling.Ledger.Derivations;

/// <summary>A problem's facts by name token.</summary>
internal sealed class FactTable
{
    private readonly TokenFact?[] _facts = new TokenFact?[LedgerToken.Count];

    /// <param name="problem">All its words are in the vocabulary.</param>
    /// <exception cref="ArgumentException">A word is not in the vocabulary, or the text is no Ledger problem.</exception>
    public FactTable(LedgerProblem problem)
    {
        var statement = problem.Statement;
        Names = [.. statement.Facts.Select(fact => Id(fact.Name))];
        Query = Id(statement.Query);
        foreach (var fact in statement.Facts)
        {
            _facts[Id(fact.Name)] = new(
                Id(fact.Name), fact.Relation, fact.Number, fact.First is null ? -1 : Id(fact.First), fact.Second is null ? -1 : Id(fact.Second), fact.Value);
        }

        Needed = [.. statement.Derivation().Select(fact => Id(fact.Name))];
        Answer = this[Query]!.Value;
    }

    /// <summary>Who is asked about.</summary>
    public int Query { get; }

    /// <summary>The right answer.</summary>
    public int Answer { get; }

    /// <summary>All names in the order of their sentences.</summary>
    public int[] Names { get; }

    /// <summary>The names that the question needs, in the canonical order.</summary>
    public int[] Needed { get; }

    /// <summary>The fact of a name, or null.</summary>
    public TokenFact? this[int name] => (uint)name < (uint)_facts.Length ? _facts[name] : null;

    private static int Id(string name) => LedgerVocabulary.Find(name)
        ?? throw new ArgumentException($"The Ledger vocabulary has no name '{name}'. It has {string.Join(", ", LedgerVocabulary.Names)}.", nameof(name));
}
