using InferenceScaling.Ledger.Derivations;
using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Ledger.Lessons;

/// <summary>Makes one error in a step: a digit 25 %, a referent 17 %, a sign 10 %, another fact's relation 20 %, a substituted value 14 %, a slip of arithmetic 14 %.</summary>
/// <remarks>What a step has no place for becomes the next kind on this list that it has. Some errors change nothing, such as a digit into itself.</remarks>
internal sealed class StepCorruption(Draws draws, FactTable facts, WrittenValues written)
{
    private const int HeadLength = 3;
    private static readonly int[] Signs = [LedgerToken.Plus, LedgerToken.Minus, LedgerToken.Times, LedgerToken.Over];
    private static readonly int[] Slips = [-100, -20, -10, -9, -2, -1, 1, 2, 9, 10, 20, 100];

    /// <summary>The step with an error.</summary>
    /// <param name="step">Number, name and "has", then the body.</param>
    /// <param name="fact">The fact whose body it is.</param>
    public List<int> Corrupt(List<int> step, TokenFact fact)
    {
        var line = step.ToList();
        var kind = draws.Uniform();
        if (kind < 0.25 && Places(line, LedgerToken.IsDigit) is { Count: > 0 } digits)
            line[draws.Pick(digits)] = LedgerToken.Zero + draws.Below(10);
        else if (kind < 0.42 && Places(line, LedgerToken.IsName) is { Count: > 0 } names)
            line[draws.Pick(names)] = draws.Pick(facts.Names);
        else if (kind < 0.52 && Places(line, LedgerToken.IsOperator) is { Count: > 0 } signs)
            ChangeSign(line, signs);
        else if (kind < 0.72)
            return OtherRelation(line);
        else if (kind < 0.86 && written.Count > 0 && fact.Relation != LedgerRelation.Constant)
            return OtherValues(line, fact);
        else
            Slip(line);
        return line;
    }

    private static List<int> Places(List<int> line, Predicate<int> isWanted) => [.. Enumerable.Range(HeadLength, line.Count - HeadLength).Where(index => isWanted(line[index]))];

    private void ChangeSign(List<int> line, List<int> places)
    {
        var sign = draws.Pick(Signs);
        if (draws.Chance(0.5))
            line[places[0]] = sign;
        else
            places.ForEach(place => line[place] = sign);
    }

    // The body of another fact, right in itself.
    private List<int> OtherRelation(List<int> line)
    {
        var other = facts[draws.Pick(facts.Names)]!;
        return WithBody(line, other, WrittenOrAny(other.First), WrittenOrAny(other.Second));
    }

    // The right signs with a value of somebody else, right arithmetic.
    private List<int> OtherValues(List<int> line, TokenFact fact) => WithBody(line, fact, draws.Pick(written.Values), fact.Second >= 0 ? draws.Pick(written.Values) : null);

    private static List<int> WithBody(List<int> line, TokenFact fact, int? first, int? second)
    {
        var changed = line.GetRange(0, HeadLength);
        return TokenText.AddBody(changed, fact, first, second) ? changed : line;
    }

    private int? WrittenOrAny(int name) => name < 0 ? null : written.Of(name) ?? draws.Between(1, 99);

    private void Slip(List<int> line)
    {
        if (TokenText.LastNumber([.. line]) is not { } value)
            return;
        var end = line.Count - 1;
        while (LedgerToken.IsDigit(line[end - 1]))
            end--;
        line.RemoveRange(end, line.Count - end);
        TokenText.AddNumber(line, Math.Clamp(value + draws.Pick(Slips), 1, FactArithmetic.Largest));
        line.Add(LedgerToken.LineEnd);
    }
}
