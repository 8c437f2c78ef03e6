using System.Runtime.ExceptionServices;
using InferenceScaling.Budgets;
using Polly;
using Polly.Retry;

namespace InferenceScaling.Resilience;

/// <summary>Adds retries that look at the clock of the request.</summary>
public static class BudgetedRetryExtensions
{
    /// <summary>Adds retries that do not wait for what cannot come: if the delay before the next attempt is not shorter than the time that the request has left, the call fails at once.</summary>
    /// <remarks>With the plain <c>AddRetry</c> no attempt is made after the deadline either, but the path waits for it.</remarks>
    /// <param name="builder">The pipeline's builder.</param>
    /// <param name="options">The retries.</param>
    public static ResiliencePipelineBuilder AddRetryWithinBudget(this ResiliencePipelineBuilder builder, RetryStrategyOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        var listener = options.OnRetry;
        return builder.AddRetry(new RetryStrategyOptions
        {
            Name = options.Name,
            MaxRetryAttempts = options.MaxRetryAttempts,
            BackoffType = options.BackoffType,
            UseJitter = options.UseJitter,
            Delay = options.Delay,
            MaxDelay = options.MaxDelay,
            DelayGenerator = options.DelayGenerator,
            ShouldHandle = options.ShouldHandle,
            Randomizer = options.Randomizer,
            OnRetry = async retry =>
            {
                if (retry.Outcome.Exception is { } failure && CallLease.Current?.TimeLeft <= retry.RetryDelay)
                    ExceptionDispatchInfo.Throw(failure);
                if (listener is not null)
                    await listener(retry).ConfigureAwait(false);
            },
        });
    }
}
