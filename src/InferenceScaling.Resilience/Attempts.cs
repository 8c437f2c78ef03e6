using System.Runtime.ExceptionServices;
using InferenceScaling.Budgets;
using InferenceScaling.Paths;
using Polly;

namespace InferenceScaling.Resilience;

/// <summary>One call, tried as often as a pipeline wants and the budget allows.</summary>
internal sealed class Attempts<TResult>(Func<CancellationToken, Task<TResult>> call)
{
    private readonly CallLease? _lease = CallLease.Current;
    private Exception? _failure;
    private bool _isRefused;

    public async Task<TResult> RunAsync(ResiliencePipeline pipeline, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(static (attempts, token) => attempts.TryAsync(token), this, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_isRefused && !cancellationToken.IsCancellationRequested)
        {
            // What the caller must hear is why the attempt failed, not that there was no other.
            if (_failure is OperationCanceledException)
                throw new TimeoutException("The call ran out of the time that its resilience pipeline allows, and the budget allows no other attempt.", _failure);
            ExceptionDispatchInfo.Throw(_failure!);
            throw;
        }
        catch (Exception outcome) when (outcome is not OperationCanceledException && !ReferenceEquals(outcome, _failure) && _failure is CallFailedException { Usage: var usage } && usage != default)
        {
            // A circuit breaker or a timeout speaks for the last attempt, whose cost is not booked yet.
            throw new CallFailedException(outcome.Message, outcome) { Usage = usage };
        }
    }

    private async ValueTask<TResult> TryAsync(CancellationToken cancellationToken)
    {
        if (_failure is { } failure)
        {
            if (_isRefused || (_lease is not null && !_lease.TryRenew((failure as CallFailedException)?.Usage ?? default)))
            {
                // No pipeline retries a cancellation unless it is told to; then this is refused again, at no cost.
                _isRefused = true;
                throw new OperationCanceledException("The budget allows no other attempt.", failure);
            }

            _failure = null;
        }

        try
        {
            return await call(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
    }
}
