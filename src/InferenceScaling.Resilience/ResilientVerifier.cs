using InferenceScaling.Paths;
using InferenceScaling.Verification;
using Polly;

namespace InferenceScaling.Resilience;

/// <summary>Calls a verifier through a resilience pipeline: retries, timeouts, circuit breakers. See <see cref="ResilientGenerator"/>.</summary>
/// <param name="inner">The verifier. It is not disposed.</param>
/// <param name="pipeline">The pipeline; it may be shared by models that fail together.</param>
public sealed class ResilientVerifier(IVerifier inner, ResiliencePipeline pipeline) : IVerifier
{
    private readonly IVerifier _inner = inner ?? throw new ArgumentNullException(nameof(inner));
    private readonly ResiliencePipeline _pipeline = pipeline ?? throw new ArgumentNullException(nameof(pipeline));

    /// <inheritdoc/>
    public bool RequiresConfidences => _inner.RequiresConfidences;

    /// <inheritdoc/>
    public ModelCosts? Costs => _inner.Costs;

    /// <inheritdoc/>
    public string Identity => _inner.Identity;

    /// <inheritdoc/>
    public Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default) =>
        new Attempts<StepScores>(token => _inner.ScoreAsync(path, token)).RunAsync(_pipeline, cancellationToken);

    /// <inheritdoc/>
    public void Recall(ReasoningPath path, StepScores scores) => _inner.Recall(path, scores);

    /// <inheritdoc/>
    public void Release(ReasoningPath path) => _inner.Release(path);
}
