using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Training.Data;

namespace InferenceScaling.Samples.TrainLedger;

/// <summary>The generator's second round: long problems, hardly any drills.</summary>
internal sealed class GeneratorPractice(ulong seed) : ITrainingSource
{
    private static readonly LedgerProblemSettings Problems = new() { MinLevel = 3, MaxLevel = 8, ShuffledShare = 0.03 };

    public string Identity => $"ledger generator practice 1, seed {seed}";

    public TrainingSequence Read(long index, double progress)
    {
        var draw = Chance.Of(seed, index);
        if (draw.Next() < 0.02)
            return Sequences.Of(LedgerLessons.Arithmetic(seed, index));
        return Sequences.Of(LedgerLessons.Solution(seed, index, draw.Next() < 0.06 ? Sequences.WithSpares(Problems) : Problems));
    }
}
