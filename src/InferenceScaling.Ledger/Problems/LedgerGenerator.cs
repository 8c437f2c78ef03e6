namespace InferenceScaling.Ledger.Problems;

/// <summary>Draws problems of the Ledger task, as many as wanted: problem number i of a seed is the same on every machine.</summary>
public static class LedgerGenerator
{
    private const int Attempts = 100_000;

    /// <summary>Draws one problem.</summary>
    /// <param name="seed">The seed of the series.</param>
    /// <param name="index">Number in the series.</param>
    /// <param name="settings">Which problems; null for the mix that the embedded models learnt from.</param>
    /// <param name="split">Problems to learn from, or to test on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The settings leave no problem of this class: the numbers are too small, or there are too few.</exception>
    public static LedgerProblem Draw(ulong seed, long index, LedgerProblemSettings? settings = null, LedgerSplit split = LedgerSplit.Training) =>
        Draw(new Draws(seed, "ledger problem", index), settings ?? new(), split);

    internal static LedgerProblem Draw(Draws draws, LedgerProblemSettings settings, LedgerSplit split)
    {
        settings.Validate();
        var level = draws.Between(settings.MinLevel, settings.MaxLevel);
        var distractors = draws.Between(settings.MinDistractors, settings.MaxDistractors);
        var shuffled = draws.Chance(settings.ShuffledShare);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (Draft(draws, settings, level, distractors, shuffled) is { } statement && statement.Text() is var text && HeldOutClass.Contains(text) == (split == LedgerSplit.HeldOut))
                return statement.ToProblem(text);
        }

        throw new InvalidOperationException($"No {split} problem of level {level} with {distractors} distractors and {settings.Numbers} in {Attempts} attempts; allow larger numbers.");
    }

    private static LedgerStatement? Draft(Draws draws, LedgerProblemSettings settings, int level, int distractors, bool shuffled)
    {
        var draft = ProblemDraft.New(draws, settings, level);
        if (draft.AddChain(level) is not { } query || draft.Facts.Count > LedgerToken.Steps)
            return null;
        for (var index = 0; index < distractors; index++)
        {
            if (!draft.AddDistractor())
                return null;
        }

        return draft.Ask(query, shuffled);
    }
}
