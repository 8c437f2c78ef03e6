using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Training.Data;

namespace InferenceScaling.Samples.TrainLedger;

/// <summary>What the generator learns, and when: first sums alone, then problems that grow from level 2 to 8, with sums strewn in so that they are not forgotten.</summary>
internal sealed class GeneratorLessons(ulong seed) : ITrainingSource
{
    public string Identity => $"ledger generator lessons 1, seed {seed}";

    public TrainingSequence Read(long index, double progress)
    {
        var draw = Chance.Of(seed, index);
        var drills = progress switch { < 0.05 => 1, < 0.6 => 0.12, _ => 0.05 };
        if (draw.Next() < drills)
            return Sequences.Of(LedgerLessons.Arithmetic(seed, index));
        var growth = Math.Clamp((progress - 0.05) / 0.25, 0, 1);
        var problems = new LedgerProblemSettings
        {
            MaxLevel = Math.Max(2, (int)Math.Ceiling(8 * growth)),
            MaxDistractors = (int)Math.Ceiling(3 * growth),
            ShuffledShare = progress < 0.3 ? 0 : 0.05,
        };
        return Sequences.Of(LedgerLessons.Solution(seed, index, draw.Next() < 0.06 ? Sequences.WithSpares(problems) : problems));
    }
}
