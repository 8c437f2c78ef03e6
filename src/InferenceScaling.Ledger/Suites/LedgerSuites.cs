using System.Collections.Immutable;

namespace InferenceScaling.Ledger.Suites;

/// <summary>The suites of the Ledger task: six of rising difficulty, and eleven that disturb the same held-out problems, each in one way.</summary>
public static class LedgerSuites
{
    private const ulong Seed = 20_250_101;

    /// <summary>Held-out problems of six difficulties, from E1 to H2.</summary>
    public static ImmutableArray<LedgerSuite> Difficulty { get; } =
    [
        Level("E1", 1, 2, 0),
        Level("E2", 3, 4, 0),
        Level("M1", 5, 6, 1),
        Level("M2", 7, 8, 2),
        Level("H1", 9, 10, 3),
        Level("H2", 6, 6, 2, shuffled: true),
    ];

    /// <summary>Held-out problems of 4 to 6 derivations and one distractor, disturbed.</summary>
    public static ImmutableArray<LedgerSuite> Adversarial { get; } =
    [
        Disturbed("irrelevant facts", "three more facts that the question does not need, some about other things", Disturbance.IrrelevantFacts),
        Disturbed("renamed", "up to eight names that nobody has heard of", WordDisturbance.Renamed),
        Disturbed("other items", "a thing that nobody has counted before", WordDisturbance.OtherItem),
        Disturbed("typos", "in every fact one letter dropped or two exchanged", WordDisturbance.Typos),
        Disturbed("paraphrased", "the same said in other sentences", Paraphrase.Of),
        Disturbed("question first", "the question before the facts", WordDisturbance.QuestionFirst),
        Disturbed("number words", "numbers in words", WordDisturbance.NumbersInWords),
        Disturbed("larger numbers", "the same relations with numbers up to 995", Disturbance.LargerNumbers),
        Disturbed("longer chain", "four more derivations to the answer", Disturbance.LongerChain),
        Disturbed("shuffled facts", "facts before those they refer to", Disturbance.ShuffledFacts),
        Disturbed("unsolvable", "a question about somebody who has no fact", Disturbance.Unsolvable),
    ];

    /// <summary>All suites.</summary>
    public static ImmutableArray<LedgerSuite> All { get; } = [.. Difficulty, .. Adversarial];

    private static LedgerSuite Level(string name, int least, int most, int distractors, bool shuffled = false) => new(
        name,
        $"{(least == most ? $"{most}" : $"{least} to {most}")} derivations, {distractors} distractors{(shuffled ? ", facts in any order" : "")}",
        Seed,
        new() { MinLevel = least, MaxLevel = most, MinDistractors = distractors, MaxDistractors = distractors, ShuffledShare = shuffled ? 1 : 0 });

    private static LedgerSuite Disturbed(string name, string description, Func<LedgerProblem, Draws, LedgerCase?> vary) =>
        new(name, description, Seed + 1, new() { MinLevel = 4, MaxLevel = 6, MinDistractors = 1, MaxDistractors = 1 }, vary);
}
