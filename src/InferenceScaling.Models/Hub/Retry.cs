namespace InferenceScaling.Models.Hub;

/// <summary>Counts failed attempts and waits between them: twice as long each time, or as long as the server asks.</summary>
/// <param name="settings">How often and how long.</param>
internal sealed class Retry(HubSettings settings)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private int _failures;

    /// <summary>Forgets earlier failures, because there was progress.</summary>
    public void Reset() => _failures = 0;

    /// <summary>Waits before the next attempt, or throws the failure if there is none.</summary>
    public async Task WaitAsync(HubException failure, CancellationToken cancellationToken)
    {
        var limit = settings.Options.MaxRetryDelay;
        if (failure.RetryAfter is { } asked && asked > limit)
            throw new HubException($"{failure.Message} It asks to wait {asked}, more than {nameof(HubOptions)}.{nameof(HubOptions.MaxRetryDelay)} ({limit}).", failure) { StatusCode = failure.StatusCode, RetryAfter = asked, IsTransient = true };
        if (++_failures >= settings.Options.MaxAttempts)
        {
            throw new HubException($"{failure.Message} That was attempt {_failures} of {settings.Options.MaxAttempts} without progress. What was received is kept; the next download continues there.", failure)
            {
                StatusCode = failure.StatusCode,
                RetryAfter = failure.RetryAfter,
                IsTransient = true,
            };
        }

        var delay = failure.RetryAfter ?? TimeSpan.FromTicks(Math.Min(limit.Ticks, First.Ticks << Math.Min(_failures - 1, 10)));
        if (delay > TimeSpan.Zero)
            await Task.Delay(delay, settings.Time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs until it succeeds, fails for good, or the attempts are used up.</summary>
    public static async Task<T> RunAsync<T>(HubSettings settings, Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        var retry = new Retry(settings);
        while (true)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (HubException failure) when (failure.IsTransient)
            {
                await retry.WaitAsync(failure, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
