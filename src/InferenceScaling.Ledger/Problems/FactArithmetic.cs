namespace InferenceScaling.Ledger.Problems;

/// <summary>What a relation makes of its numbers.</summary>
internal static class FactArithmetic
{
    /// <summary>The largest number of the task: three digits.</summary>
    public const int Largest = 999;

    /// <summary>The value of a fact; null where there is none, which is half of an odd number.</summary>
    /// <param name="relation">The relation.</param>
    /// <param name="number">The sentence's number.</param>
    /// <param name="first">How many the first person has.</param>
    /// <param name="second">How many the second person has.</param>
    public static int? Value(LedgerRelation relation, int number, int first, int second) => relation switch
    {
        LedgerRelation.Constant => number,
        LedgerRelation.More => first + number,
        LedgerRelation.Fewer => first - number,
        LedgerRelation.Times => first * number,
        LedgerRelation.Half => first % 2 == 0 ? first / 2 : null,
        LedgerRelation.Sum => first + second,
        _ => first - second,
    };

    /// <summary>Whether a relation needs a number in its sentence.</summary>
    public static bool HasNumber(LedgerRelation relation) => relation is LedgerRelation.More or LedgerRelation.Fewer or LedgerRelation.Times or LedgerRelation.Half;

    /// <summary>The sign between the numbers.</summary>
    public static char Sign(LedgerRelation relation) => relation switch
    {
        LedgerRelation.More or LedgerRelation.Sum => '+',
        LedgerRelation.Fewer or LedgerRelation.Difference => '-',
        LedgerRelation.Times => '*',
        _ => '/',
    };
}
