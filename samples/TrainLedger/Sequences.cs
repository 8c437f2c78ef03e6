using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Training.Data;

namespace InferenceScaling.Samples.TrainLedger;

internal static class Sequences
{
    public static TrainingSequence Of(LedgerLesson lesson) => new(lesson.Tokens, lesson.Targets);

    /// <summary>Problems about people and things that have no name of their own: what people will type.</summary>
    public static LedgerProblemSettings WithSpares(LedgerProblemSettings problems) => problems with { SpareNameShare = 0.5, SpareItemShare = 0.5 };
}
