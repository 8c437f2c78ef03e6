using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Training.Data;

namespace InferenceScaling.Samples.DistilLedger;

/// <summary>Right solutions of training problems: short ones first.</summary>
internal sealed class Lessons : ITrainingSource
{
    private const ulong Seed = 77;
    private static readonly LedgerProblemSettings Easy = new() { MinLevel = 1, MaxLevel = 4 };
    private static readonly LedgerProblemSettings All = new() { MinLevel = 2, MaxLevel = 8 };

    public string Identity => $"right solutions, seed {Seed}";

    public static LedgerProblemSettings Problems => All;

    public TrainingSequence Read(long index, double progress)
    {
        var lesson = LedgerLessons.Solution(Seed, index, progress < 0.25 ? Easy : All);
        return new(lesson.Tokens, lesson.Targets);
    }
}
