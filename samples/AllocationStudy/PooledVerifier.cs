using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace AllocationStudy;

/// <summary>The verifier's score of a pooled sample, perhaps calibrated. It reads every token of the path.</summary>
internal sealed class PooledVerifier(ScoreCalibration? calibration = null) : IVerifier
{
    public Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        var sample = (PooledSample)path.Step!.Continuation!;
        var score = sample.Score ?? 0;
        return Task.FromResult(new StepScores([calibration?.Apply(score) ?? score]) { Usage = new(Verified: sample.Tokens) });
    }
}
