namespace InferenceScaling.Ledger.Problems;

/// <summary>A problem in the making: facts are added until there are enough or one does not fit.</summary>
internal sealed class ProblemDraft
{
    private const int Tries = 20;
    private const int FirstLevelWithDifferences = 6;

    private readonly Draws _draws;
    private readonly LedgerNumbers _numbers;
    private readonly bool _hasDifferences;
    private readonly Queue<string> _names;

    private ProblemDraft(Draws draws, LedgerNumbers numbers, bool hasDifferences, IEnumerable<string> names, string item) =>
        (_draws, _numbers, _hasDifferences, _names, Item) = (draws, numbers, hasDifferences, new(names), item);

    /// <summary>What is counted.</summary>
    public string Item { get; }

    /// <summary>The facts so far.</summary>
    public List<LedgerFact> Facts { get; } = [];

    /// <summary>A problem without facts.</summary>
    public static ProblemDraft New(Draws draws, LedgerProblemSettings settings, int level)
    {
        var names = draws.Shuffle(LedgerVocabulary.Names);
        var spares = settings.SpareNameShare > 0 ? draws.Shuffle(LedgerVocabulary.SpareNames) : [];
        for (int index = 0, used = 0; index < names.Length && used < spares.Length; index++)
        {
            if (draws.Chance(settings.SpareNameShare))
                names[index] = spares[used++];
        }

        var item = draws.Pick(draws.Chance(settings.SpareItemShare) ? LedgerVocabulary.SpareItems : LedgerVocabulary.Items);
        return new(draws, settings.Numbers, level >= FirstLevelWithDifferences, names, item);
    }

    /// <summary>A problem to go on with: its facts, and all other names.</summary>
    public static ProblemDraft From(Draws draws, LedgerProblem problem)
    {
        var names = LedgerVocabulary.Names.Except(problem.Facts.Select(fact => fact.Name));
        var draft = new ProblemDraft(draws, new(), problem.Level >= FirstLevelWithDifferences, draws.Shuffle(names), problem.Item);
        draft.Facts.AddRange(problem.Facts);
        return draft;
    }

    /// <summary>Adds what the question needs: a chain of derivations in which sums bring in side branches.</summary>
    /// <returns>The last fact of the chain; null if the numbers or names led nowhere.</returns>
    /// <param name="level">Number of derivations.</param>
    /// <param name="from">Where the chain begins; null for a constant.</param>
    public LedgerFact? AddChain(int level, LedgerFact? from = null)
    {
        var last = from ?? Constant();
        for (var derivations = 0; derivations < level && last is not null; derivations++)
        {
            if (level - derivations >= 2 && _draws.Below(5) == 0)
                last = AddBranch(last);
            else
                last = Derive(last);
        }

        return last;
    }

    /// <summary>Adds a fact that nobody asks for.</summary>
    /// <returns>False if there is no name left.</returns>
    public bool AddDistractor()
    {
        if (_draws.Below(4) == 0)
            return Constant() is not null;
        return (Derive(_draws.Pick(Facts)) ?? Constant()) is not null;
    }

    /// <summary>The facts in an order in which each comes after those it refers to, any such order equally likely at each place.</summary>
    public LedgerFact[] InReferenceOrder()
    {
        var left = Facts.ToList();
        var placed = new List<LedgerFact>();
        var names = new HashSet<string?>(StringComparer.Ordinal) { null };
        while (left.Count > 0)
        {
            var fact = _draws.Pick(left.FindAll(fact => names.Contains(fact.First) && names.Contains(fact.Second)));
            placed.Add(fact);
            _ = names.Add(fact.Name);
            _ = left.Remove(fact);
        }

        return [.. placed];
    }

    /// <summary>The statement, once the facts are there.</summary>
    public LedgerStatement Ask(LedgerFact query, bool shuffled) => new([.. shuffled ? _draws.Shuffle(Facts) : InReferenceOrder()], query.Name, Item);

    private LedgerFact? AddBranch(LedgerFact last) => Constant() is { } side ? Fits(LedgerRelation.Sum, 0, last, side) : null;

    private LedgerFact? Constant()
    {
        var number = _draws.Between(2, _numbers.LargestConstant);
        return Add(LedgerRelation.Constant, number, null, null, number);
    }

    private LedgerFact? Derive(LedgerFact from)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var kind = _draws.Below(10);
            var fact = kind switch
            {
                < 3 => Fits(LedgerRelation.More, _draws.Between(2, _numbers.LargestAddend), from, null),
                < 5 => Fits(LedgerRelation.Fewer, _draws.Between(2, _numbers.LargestAddend), from, null),
                < 7 => Fits(LedgerRelation.Times, _draws.Between(2, _numbers.LargestFactor), from, null),
                < 8 => Fits(LedgerRelation.Half, 2, from, null),
                _ => Combine(from, _draws.Pick(Facts)),
            };
            if (fact is not null)
                return fact;
        }

        return null;
    }

    private LedgerFact? Combine(LedgerFact first, LedgerFact second)
    {
        var relation = _hasDifferences && _draws.Below(3) == 0 ? LedgerRelation.Difference : LedgerRelation.Sum;
        return first == second ? null : Fits(relation, 0, first, second);
    }

    private LedgerFact? Fits(LedgerRelation relation, int number, LedgerFact first, LedgerFact? second)
    {
        var value = FactArithmetic.Value(relation, number, first.Value, second?.Value ?? 0);
        return value >= 1 && value <= _numbers.LargestValue ? Add(relation, number, first.Name, second?.Name, value.Value) : null;
    }

    private LedgerFact? Add(LedgerRelation relation, int number, string? first, string? second, int value)
    {
        if (!_names.TryDequeue(out var name))
            return null;
        var fact = new LedgerFact(name, relation, Item, number, first, second, value);
        Facts.Add(fact);
        return fact;
    }
}
