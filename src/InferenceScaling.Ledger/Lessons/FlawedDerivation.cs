using InferenceScaling.Ledger.Derivations;
using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Ledger.Lessons;

/// <summary>Writes derivations for verifiers to learn from: in every order, of needed and unneeded facts, right and with errors of every kind.</summary>
/// <remarks>
/// 45 % derive all facts in a random order of reference, 25 % the needed ones with random jumps, 30 % just these. 65 % have errors in 14 % of their steps;
/// 10 % of answers are wrong.
/// </remarks>
internal sealed class FlawedDerivation
{
    private const int MostSteps = 18;

    private readonly Draws _draws;
    private readonly FactTable _facts;
    private readonly int _largestValue;
    private readonly int[] _allNames;
    private readonly bool _derivesAll;
    private readonly bool _jumps;
    private readonly StepCorruption? _corruption;
    private readonly List<int> _tokens = [];
    private readonly WrittenValues _written = new();
    private readonly HashSet<int> _derived = [];

    public FlawedDerivation(Draws draws, FactTable facts, LedgerNumbers numbers)
    {
        (_draws, _facts, _largestValue) = (draws, facts, numbers.LargestValue);
        _allNames = NamesLike(facts);
        var mode = draws.Uniform();
        (_derivesAll, _jumps) = (mode < 0.45, mode is >= 0.45 and < 0.70);
        _corruption = draws.Chance(0.35) ? null : new StepCorruption(draws, facts, _written);
    }

    /// <summary>The derivation with its answer and the end of text.</summary>
    public int[] Write()
    {
        var most = Math.Min(MostSteps, _facts.Names.Length + 2);
        for (var step = 0; step < most && NextName() is { } name; step++)
        {
            if (_draws.Chance(0.012))
                name = _draws.Pick(_facts.Names);
            if (_draws.Chance(0.004))
                name = _draws.Pick(_allNames);
            WriteStep(step, name);
        }

        _tokens.Add(LedgerToken.Answer);
        TokenText.AddNumber(_tokens, Math.Min(Answer(), FactArithmetic.Largest));
        _tokens.Add(LedgerToken.LineEnd);
        _tokens.Add(LedgerToken.EndOfText);
        return [.. _tokens];
    }

    // Null where the derivation ends.
    private int? NextName()
    {
        if (_derivesAll)
        {
            var ready = Array.FindAll(_facts.Names, name => !_derived.Contains(name) && IsWritten(_facts[name]!.First) && IsWritten(_facts[name]!.Second));
            return ready.Length == 0 || (_written.Has(_facts.Query) && _draws.Chance(0.5)) ? null : _draws.Pick(ready);
        }

        var left = Array.FindAll(_facts.Needed, name => !_derived.Contains(name));
        if (left.Length == 0)
            return null;
        var next = left[0];
        if (_jumps && _draws.Chance(0.35))
            next = _draws.Pick(_draws.Chance(0.6) ? left : _facts.Names);
        return _jumps && _draws.Chance(0.04) ? null : next;
    }

    private void WriteStep(int step, int name)
    {
        var fact = _facts[name] ?? _facts[_draws.Pick(_facts.Names)]!;
        var line = new List<int>(24) { LedgerToken.FirstStep + step, name, LedgerToken.Has };
        if (!TokenText.AddBody(line, fact, ValueOrGuess(fact.First), ValueOrGuess(fact.Second)))
        {
            line.RemoveAt(line.Count - 1);
            TokenText.AddNumber(line, _draws.Between(1, _largestValue));
            line.Add(LedgerToken.LineEnd);
        }

        if (_corruption is not null && _draws.Chance(0.14))
            line = _corruption.Corrupt(line, fact);
        if (_derived.Add(name) && TokenText.LastNumber([.. line]) is { } value)
            _written.Add(name, value);
        _tokens.AddRange(line);
    }

    private int? ValueOrGuess(int name)
    {
        if (name < 0)
            return null;
        if (_written.Of(name) is { } written)
            return written;
        if (_draws.Chance(0.5))
            return _facts[name]!.Value;
        return _written.Count > 0 && _draws.Chance(0.6) ? _draws.Pick(_written.Values) : _draws.Between(1, _largestValue);
    }

    private int Answer()
    {
        if (_written.Of(_facts.Query) is { } derived)
        {
            if (!_draws.Chance(0.10))
                return derived;
            return _draws.Chance(0.6) ? _draws.Pick(_written.Values) : Math.Max(1, derived + _draws.Pick([-10, -2, -1, 1, 2, 10]));
        }

        if (_written.Count > 0 && _draws.Chance(0.8))
            return _draws.Pick(_written.Values);
        return _draws.Chance(0.5) ? _facts.Answer : _draws.Between(1, _largestValue);
    }

    private bool IsWritten(int name) => name < 0 || _written.Has(name);

    // Problems with spare names have errors with spare names.
    private static int[] NamesLike(FactTable facts)
    {
        var names = Enumerable.Range(LedgerToken.FirstName, LedgerToken.Names);
        return [.. facts.Names.Any(name => name >= LedgerToken.FirstSpareName) ? names.Concat(Enumerable.Range(LedgerToken.FirstSpareName, LedgerToken.SpareNames)) : names];
    }
}
