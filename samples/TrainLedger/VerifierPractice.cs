using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Training.Data;

namespace InferenceScaling.Samples.TrainLedger;

/// <summary>The verifier's second round, beside sampled solutions: derivations of long problems, with errors of every kind.</summary>
internal sealed class VerifierPractice(ulong seed) : ITrainingSource
{
    private static readonly LedgerProblemSettings Problems = new() { MinLevel = 4, ShuffledShare = 0.03 };

    public string Identity => $"ledger verifier practice 1, seed {seed}";

    public TrainingSequence Read(long index, double progress)
    {
        var draw = Chance.Of(seed, index);
        return Sequences.Of(LedgerLessons.Verification(seed, index, draw.Next() < 0.06 ? Sequences.WithSpares(Problems) : Problems));
    }
}
