using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Training.Data;

namespace InferenceScaling.Samples.TrainLedger;

internal static class Sequences
{
    /// <summary>What the models' context holds.</summary>
    private const int Longest = 512;

    // One lesson in a hundred thousand is longer than the context; its end is cut off.
    public static TrainingSequence Of(LedgerLesson lesson) => lesson.Tokens.Length <= Longest ? new(lesson.Tokens, lesson.Targets) : new(lesson.Tokens[..Longest], lesson.Targets[..Longest]);

    /// <summary>Problems about people and things that have no name of their own: what people will type.</summary>
    public static LedgerProblemSettings WithSpares(LedgerProblemSettings problems) => problems with { SpareNameShare = 0.5, SpareItemShare = 0.5 };
}
