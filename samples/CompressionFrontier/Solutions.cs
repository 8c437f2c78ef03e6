using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Training.Data;

namespace CompressionFrontier;

/// <summary>Right solutions of training problems: what a cut generator learns again.</summary>
internal sealed class Solutions : ITrainingSource
{
    private const ulong Seed = 2025;
    private static readonly LedgerProblemSettings Problems = new() { MinLevel = 3, MaxLevel = 8 };

    public string Identity => $"right solutions, seed {Seed}";

    public TrainingSequence Read(long index, double progress)
    {
        var lesson = LedgerLessons.Solution(Seed, index, Problems);
        return new(lesson.Tokens, lesson.Targets);
    }
}
