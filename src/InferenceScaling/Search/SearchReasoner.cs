using System.Runtime.CompilerServices;
using System.Threading.Channels;
using InferenceScaling.Budgets;
using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Stopping;

namespace InferenceScaling.Search;

/// <summary>Runs a strategy for each request: the innermost reasoner.</summary>
internal sealed class SearchReasoner(SearchSettings settings) : IReasoner
{
    public Task<ReasoningResult> ReasonAsync(ReasoningRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync(request, listener: null, cancellationToken);
    }

    public IAsyncEnumerable<ReasoningUpdate> ReasonStreamingAsync(ReasoningRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return StreamAsync(request, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        object?[] services = [this, settings.Generator, settings.Verifier, settings.Strategy, settings.Journal];
        return Array.Find(services, serviceType.IsInstanceOfType);
    }

    public void Dispose()
    {
    }

    private async IAsyncEnumerable<ReasoningUpdate> StreamAsync(ReasoningRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = Channel.CreateUnbounded<ReasoningUpdate>(new() { SingleReader = true });
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var run = PumpAsync();
        try
        {
            // Read without the token: the run itself ends when it is cancelled, and its last update must not be lost.
            await foreach (var update in updates.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
                yield return update;
            await run.ConfigureAwait(false);
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task PumpAsync()
        {
            try
            {
                await RunAsync(request, update => updates.Writer.TryWrite(update), left.Token).ConfigureAwait(false);
            }
            finally
            {
                updates.Writer.Complete();
            }
        }
    }

    private async Task<ReasoningResult> RunAsync(ReasoningRequest request, Action<ReasoningUpdate>? listener, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var budget = new RequestBudget(settings.Budget.And(request.Budget), request.Account, settings.Prices, settings.Energy, settings.Time);
        var ledger = budget.Ledger;
        ledger.Meter.Require(settings.Generator, settings.Generator.Costs);
        if (settings.Verifier is { } verifier)
            ledger.Meter.Require(verifier, verifier.Costs);
        var root = ReasoningPath.Root(request.Prompt, request.Seed);
        var record = new SearchRecord(settings, request.Seed, ledger, listener);
        var lifetimes = new PathLifetimes(settings.Generator, settings.Verifier, root);
        using var clock = budget.StartClock();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        var finish = ReasoningFinish.Completed;
        JournaledCalls? calls = null;
        try
        {
            try
            {
                if (settings.Journal is { } journal)
                    calls = await JournaledCalls.OpenAsync(journal, request, settings, either.Token).ConfigureAwait(false);
                var stopping = settings.Stopping is { } rule ? new StoppingMonitor(rule) : null;
                await settings.Strategy.RunAsync(new(settings with { Calls = calls }, new(root, request.Seed), ledger, record, lifetimes, stopping, either.Token)).ConfigureAwait(false);

                // A strategy that sees that it should stop comes to its end with what it has: that is no answer of a whole search.
                if (either.IsCancellationRequested)
                    finish = Interruption(cancellationToken);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                finish = Interruption(cancellationToken);
            }
            finally
            {
                lifetimes.ReleaseAll();
            }

            if (finish == ReasoningFinish.Completed)
                record.ThrowIfNothingButFailures();
            var result = record.ToResult(finish, finish == ReasoningFinish.TimeExpired ? budget.TimeLimit : null) with { Recovered = calls?.Recovered ?? default };
            listener?.Invoke(new ReasoningCompleted(result));
            if (finish == ReasoningFinish.Completed && calls is not null)
                await calls.EndAsync().ConfigureAwait(false);
            return finish == ReasoningFinish.Cancelled ? throw new OperationCanceledException(cancellationToken) : result;
        }
        finally
        {
            calls?.Dispose();
        }
    }

    // The caller or the clock: nobody else can.
    private static ReasoningFinish Interruption(CancellationToken caller) => caller.IsCancellationRequested ? ReasoningFinish.Cancelled : ReasoningFinish.TimeExpired;
}
