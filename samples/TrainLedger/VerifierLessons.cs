using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Training.Data;

namespace InferenceScaling.Samples.TrainLedger;

/// <summary>What the verifier learns: derivations with errors of every kind, and at each place what should stand there given what is written before.</summary>
internal sealed class VerifierLessons(ulong seed) : ITrainingSource
{
    public string Identity => $"ledger verifier lessons 1, seed {seed}";

    public TrainingSequence Read(long index, double progress)
    {
        var draw = Chance.Of(seed, index);
        var problems = new LedgerProblemSettings { ShuffledShare = 0.05 };
        return Sequences.Of(LedgerLessons.Verification(seed, index, draw.Next() < 0.06 ? Sequences.WithSpares(problems) : problems));
    }
}
