using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies;

/// <summary>Gives the score that a fixture recorded for a whole path as the score of its last step; to be aggregated by the last.</summary>
internal sealed class FixtureVerifier(Func<ReasoningPath, double> score) : IVerifier
{
    public Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default) =>
        Task.FromResult(new StepScores([.. Enumerable.Repeat(1.0, path.Depth - 1), score(path)]));
}
