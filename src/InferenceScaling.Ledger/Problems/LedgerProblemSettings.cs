namespace InferenceScaling.Ledger.Problems;

/// <summary>Which problems <see cref="LedgerGenerator"/> draws. The default is the mix that the embedded models learnt from.</summary>
public sealed record LedgerProblemSettings
{
    /// <summary>The highest level that can be drawn: its longest solutions still have a number for every step.</summary>
    public const int HighestLevel = 16;

    /// <summary>The most distractors that can be drawn.</summary>
    public const int MostDistractors = 7;

    /// <summary>Fewest derivations a solution takes, 1 to <see cref="MaxLevel"/>. Levels are drawn evenly.</summary>
    public int MinLevel { get; init; } = 1;

    /// <summary>Most derivations a solution takes, up to <see cref="HighestLevel"/>.</summary>
    public int MaxLevel { get; init; } = 8;

    /// <summary>Fewest facts that the question does not need, 0 to <see cref="MaxDistractors"/>. Their number is drawn evenly.</summary>
    public int MinDistractors { get; init; }

    /// <summary>Most facts that the question does not need, up to <see cref="MostDistractors"/>.</summary>
    public int MaxDistractors { get; init; } = 3;

    /// <summary>The numbers.</summary>
    public LedgerNumbers Numbers { get; init; } = new();

    /// <summary>Probability that a problem has its facts in any order, in [0, 1]. Otherwise each comes after those it refers to.</summary>
    public double ShuffledShare { get; init; }

    /// <summary>Probability of each name to be one of <see cref="LedgerVocabulary.SpareNames"/>, in [0, 1], as long as there are any left.</summary>
    public double SpareNameShare { get; init; }

    /// <summary>Probability of a problem's item to be one of <see cref="LedgerVocabulary.SpareItems"/>, in [0, 1].</summary>
    public double SpareItemShare { get; init; }

    internal void Validate()
    {
        CheckRange(nameof(MaxLevel), MaxLevel, 1, HighestLevel);
        CheckRange(nameof(MinLevel), MinLevel, 1, MaxLevel);
        CheckRange(nameof(MaxDistractors), MaxDistractors, 0, MostDistractors);
        CheckRange(nameof(MinDistractors), MinDistractors, 0, MaxDistractors);
        CheckRange(nameof(Numbers.LargestValue), Numbers.LargestValue, 2, FactArithmetic.Largest);
        CheckRange(nameof(Numbers.LargestConstant), Numbers.LargestConstant, 2, Numbers.LargestValue);
        CheckRange(nameof(Numbers.LargestAddend), Numbers.LargestAddend, 2, Numbers.LargestValue);
        CheckRange(nameof(Numbers.LargestFactor), Numbers.LargestFactor, 2, Numbers.LargestValue);
        CheckShare(nameof(ShuffledShare), ShuffledShare);
        CheckShare(nameof(SpareNameShare), SpareNameShare);
        CheckShare(nameof(SpareItemShare), SpareItemShare);
    }

    private static void CheckRange(string name, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; expected a number from {least} to {most}.");
    }

    private static void CheckShare(string name, double value)
    {
        if (value is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; expected a probability from 0 to 1.");
    }
}
