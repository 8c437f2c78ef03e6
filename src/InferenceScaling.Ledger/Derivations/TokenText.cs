using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Ledger.Derivations;

/// <summary>Steps in token ids.</summary>
internal static class TokenText
{
    /// <summary>Appends a number, the most significant digit first.</summary>
    public static void AddNumber(List<int> tokens, int number)
    {
        if (number >= 100)
            tokens.Add(LedgerToken.Zero + (number / 100));
        if (number >= 10)
            tokens.Add(LedgerToken.Zero + (number / 10 % 10));
        tokens.Add(LedgerToken.Zero + (number % 10));
    }

    /// <summary>Appends what stands after "has" in the step of a fact, up to the end of the line; where a value is missing or none would be right, <see cref="LedgerToken.Unknown"/> ends it.</summary>
    /// <param name="tokens">Receives the tokens.</param>
    /// <param name="fact">The fact.</param>
    /// <param name="first">What is written for the first referent; null if nothing is.</param>
    /// <param name="second">What is written for the second referent; null if nothing is.</param>
    /// <returns>Whether the line is complete.</returns>
    public static bool AddBody(List<int> tokens, TokenFact fact, int? first, int? second)
    {
        if (fact.Relation == LedgerRelation.Constant)
        {
            AddNumber(tokens, fact.Number);
            tokens.Add(LedgerToken.LineEnd);
            return true;
        }

        var sign = Sign(fact.Relation);
        tokens.Add(fact.First);
        tokens.Add(sign);
        if (fact.Second >= 0)
            tokens.Add(fact.Second);
        else
            AddNumber(tokens, fact.Number);
        tokens.Add(LedgerToken.EqualSign);
        if (first is not { } left)
            return End(tokens);
        AddNumber(tokens, left);
        tokens.Add(sign);
        if ((fact.Second >= 0 ? second : fact.Number) is not { } right)
            return End(tokens);
        AddNumber(tokens, right);
        tokens.Add(LedgerToken.EqualSign);
        if (FactArithmetic.Value(fact.Relation, fact.Number, left, right) is not { } value || value is < 0 or > FactArithmetic.Largest)
            return End(tokens);
        AddNumber(tokens, value);
        tokens.Add(LedgerToken.LineEnd);
        return true;
    }

    /// <summary>The last number of a line that has its end; null if there is none or it has more than three digits.</summary>
    public static int? LastNumber(ReadOnlySpan<int> line)
    {
        if (line is not [.. var rest, LedgerToken.LineEnd])
            return null;
        var start = rest.Length;
        while (start > 0 && LedgerToken.IsDigit(rest[start - 1]))
            start--;
        if (rest.Length - start is not (>= 1 and <= 3))
            return null;
        var number = 0;
        foreach (var digit in rest[start..])
            number = (number * 10) + digit - LedgerToken.Zero;
        return number;
    }

    private static int Sign(LedgerRelation relation) => FactArithmetic.Sign(relation) switch
    {
        '+' => LedgerToken.Plus,
        '-' => LedgerToken.Minus,
        '*' => LedgerToken.Times,
        _ => LedgerToken.Over,
    };

    private static bool End(List<int> tokens)
    {
        tokens.Add(LedgerToken.Unknown);
        return false;
    }
}
