using System.Runtime.InteropServices;

namespace InferenceScaling.Ledger.Derivations;

/// <summary>The exact judge of solutions: says of every step whether it is right and of what kind its error is, and of every token which one should stand there.</summary>
/// <remarks>
/// Local semantics: a step is right if it goes on correctly from the values that are <i>written</i> before it, right or wrong, so that one error is counted
/// once and the steps' scores multiply. A name's first line counts. Of a sum only the order of the fact is right.
/// </remarks>
public sealed class LedgerJudge
{
    private readonly FactTable _facts;
    private readonly int[] _expected;
    private readonly int[] _solution;
    private readonly bool _sumsCommute;
    private readonly Dictionary<int, int> _written = [];
    private readonly HashSet<int> _derived = [];
    private readonly List<LedgerStepJudgement> _steps = [];
    private readonly List<int> _body = [];
    private int _name;

    private LedgerJudge(FactTable facts, ReadOnlySpan<int> solution, bool sumsCommute)
    {
        (_facts, _solution, _sumsCommute) = (facts, solution.ToArray(), sumsCommute);
        _expected = new int[solution.Length];
        Array.Fill(_expected, -1);
    }

    /// <summary>Judges a solution.</summary>
    /// <param name="problem">A problem of words of the vocabulary.</param>
    /// <param name="solution">Token ids, any; steps end with the line, the solution with an end of text or padding.</param>
    /// <exception cref="ArgumentException">The problem has a word that is not in the vocabulary, or is no Ledger problem.</exception>
    public static LedgerJudgement Judge(LedgerProblem problem, ReadOnlySpan<int> solution)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Judge(new FactTable(problem), solution);
    }

    internal static LedgerJudgement Judge(FactTable facts, ReadOnlySpan<int> solution, bool sumsCommute = false) => new LedgerJudge(facts, solution, sumsCommute).Judge();

    private LedgerJudgement Judge()
    {
        var length = _solution.AsSpan().IndexOfAny(LedgerToken.EndOfText, LedgerToken.Padding);
        var text = _solution.AsSpan(0, length < 0 ? _solution.Length : length);
        int? answer = null;
        var (start, answered, isPrefixRight) = (0, false, true);
        while (start < text.Length)
        {
            var end = text[start..].IndexOf(LedgerToken.LineEnd);
            var line = end < 0 ? text[start..] : text.Slice(start, end + 1);
            _name = -1;
            var isAnswer = !answered && line[0] == LedgerToken.Answer;
            var verdict = answered ? LedgerVerdict.Malformed : isAnswer ? JudgeAnswer(start, line) : JudgeStep(start, line);
            isPrefixRight &= verdict == LedgerVerdict.Ok;
            _steps.Add(new(start, line.Length, verdict, isPrefixRight, isAnswer || Array.IndexOf(_facts.Needed, _name) >= 0));
            if (isAnswer)
                (answered, answer) = (true, TokenText.LastNumber(line));
            start += line.Length;
        }

        return new(ImmutableCollectionsMarshal.AsImmutableArray(_expected), [.. _steps], answer);
    }

    private LedgerVerdict JudgeAnswer(int start, ReadOnlySpan<int> line)
    {
        _body.Clear();
        var isDerived = _written.TryGetValue(_facts.Query, out var value);
        if (isDerived)
        {
            _expected[start] = LedgerToken.Answer;
            TokenText.AddNumber(_body, value);
            _body.Add(LedgerToken.LineEnd);
        }
        else
        {
            _body.Add(LedgerToken.Unknown);
        }

        for (var index = 1; index < line.Length; index++)
        {
            if (Expect(start + index, index - 1) != line[index])
                return isDerived ? LedgerVerdict.WrongAnswer : LedgerVerdict.Premature;
        }

        return line[^1] == LedgerToken.LineEnd ? LedgerVerdict.Ok : LedgerVerdict.Malformed;
    }

    private LedgerVerdict JudgeStep(int start, ReadOnlySpan<int> line)
    {
        if (_steps.Count >= LedgerToken.Steps)
            return LedgerVerdict.Malformed;
        var number = LedgerToken.FirstStep + _steps.Count;
        _expected[start] = number;
        if (line[0] != number || line.Length < 3 || !LedgerToken.IsName(line[1]))
            return LedgerVerdict.Malformed;
        _name = line[1];
        var verdict = LedgerVerdict.UnknownName;
        if (_facts[_name] is { } fact)
        {
            verdict = _derived.Contains(_name) ? LedgerVerdict.Repeated : JudgeDerivation(start, line, fact);
            if (_derived.Add(_name) && TokenText.LastNumber(line) is { } value)
                _written[_name] = value;
        }

        if (verdict is LedgerVerdict.UnknownName or LedgerVerdict.Repeated)
            _expected[start + 2] = LedgerToken.Unknown;
        return verdict;
    }

    private LedgerVerdict JudgeDerivation(int start, ReadOnlySpan<int> line, TokenFact fact)
    {
        if (_sumsCommute && fact.Relation == Problems.LedgerRelation.Sum && line.Length > 3 && line[3] == fact.Second)
            fact = fact with { First = fact.Second, Second = fact.First };
        _body.Clear();
        _body.Add(LedgerToken.Has);
        _ = TokenText.AddBody(_body, fact, Written(fact.First), Written(fact.Second));
        var equalSigns = 0;
        for (var index = 2; index < line.Length; index++)
        {
            var expected = Expect(start + index, index - 2);
            if (expected != line[index])
            {
                return expected == LedgerToken.Unknown && equalSigns != 2 ? LedgerVerdict.NotReady
                    : equalSigns switch { 0 => LedgerVerdict.WrongPlan, 1 => LedgerVerdict.WrongSubstitution, _ => LedgerVerdict.WrongArithmetic };
            }

            equalSigns += line[index] == LedgerToken.EqualSign ? 1 : 0;
        }

        return line[^1] == LedgerToken.LineEnd ? LedgerVerdict.Ok : LedgerVerdict.Malformed;
    }

    // What should stand at a place of the body; nothing does after its end.
    private int? Expect(int place, int index)
    {
        if (index >= _body.Count)
            return null;
        return _expected[place] = _body[index];
    }

    private int? Written(int name) => _written.TryGetValue(name, out var value) ? value : null;
}
