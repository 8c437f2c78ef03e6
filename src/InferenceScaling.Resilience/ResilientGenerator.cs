using InferenceScaling.Paths;
using Polly;

namespace InferenceScaling.Resilience;

/// <summary>Calls a generator through a resilience pipeline: retries, timeouts, circuit breakers.</summary>
/// <remarks>
/// A retried step is asked for with the same path, ordinal and options, so that it is the same step. Within a search, an attempt that failed is booked before the next one begins,
/// and there is no next one unless the budget allows it and time is left. Cancellation and the request's own time limit are never retried.
/// Pipelines may retry and give up, but not run attempts side by side (hedging): the budget holds one attempt at a time.
/// </remarks>
/// <param name="inner">The model. It is not disposed.</param>
/// <param name="pipeline">The pipeline; it may be shared by generators that fail together.</param>
public sealed class ResilientGenerator(IStepGenerator inner, ResiliencePipeline pipeline) : IStepGenerator
{
    private readonly IStepGenerator _inner = inner ?? throw new ArgumentNullException(nameof(inner));
    private readonly ResiliencePipeline _pipeline = pipeline ?? throw new ArgumentNullException(nameof(pipeline));

    /// <inheritdoc/>
    public ModelCosts? Costs => _inner.Costs;

    /// <inheritdoc/>
    public string Identity => _inner.Identity;

    /// <inheritdoc/>
    public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default) =>
        new Attempts<ReasoningStep>(token => _inner.GenerateStepAsync(path, ordinal, options, token)).RunAsync(_pipeline, cancellationToken);

    /// <inheritdoc/>
    public void Recall(ReasoningPath path, TokenUsage usage) => _inner.Recall(path, usage);

    /// <inheritdoc/>
    public void Release(ReasoningPath path) => _inner.Release(path);
}
