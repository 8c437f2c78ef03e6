using InferenceScaling.Budgets;
using InferenceScaling.Paths;
using InferenceScaling.Stopping;

namespace InferenceScaling.Search;

/// <summary>Runs the calls of a search in waves that the budget allows, and hands the results back in the order in which they were asked for.</summary>
internal sealed class StepRunner(SearchSettings settings, SearchScope scope, BudgetLedger ledger, SearchRecord record, PathLifetimes lifetimes, StoppingMonitor? stopping, CancellationToken cancellationToken)
{
    private readonly WavePlan _plan = new(settings, scope, ledger, record, lifetimes.Memory);
    private readonly MeteredCalls _calls = new(settings, lifetimes, cancellationToken);
    private readonly PathFlow _flow = new(settings, scope, ledger, record, lifetimes, stopping, cancellationToken);

    public PathLifetimes Lifetimes => lifetimes;

    public async Task<IReadOnlyList<ScoredPath>> RunAsync(IReadOnlyList<Expansion> expansions, int maxSteps, bool score, StepOptions options, IStepGenerator? generator)
    {
        if (score && settings.Verifier is null)
            throw new InvalidOperationException($"{settings.Strategy.Name} asked for scores, but the reasoner has no verifier; add .WithVerifier(…).");
        if (generator is not null)
        {
            ledger.Meter.Require(generator, generator.Costs);
            lifetimes.Add(generator);
        }

        var results = await RunWavesAsync(Number(expansions), new(generator ?? settings.Generator, maxSteps, score, IsAside: false, options)).ConfigureAwait(false);
        if (ledger.IsExhausted)
            await EndOpenAsync(results).ConfigureAwait(false);
        return [.. results.OfType<ScoredPath>()];
    }

    public async Task<IReadOnlyList<string?>> AskAsync(IReadOnlyList<Prompt> prompts, StepOptions options)
    {
        var roots = new Expansion[prompts.Count];
        for (var index = 0; index < roots.Length; index++)
        {
            var root = scope.RootOf(prompts[index]);
            lifetimes.Add(root);
            roots[index] = new(root, 1);
        }

        var results = await RunWavesAsync(Number(roots), new(settings.Generator, settings.Limits.Steps, Score: false, IsAside: true, options)).ConfigureAwait(false);
        foreach (var result in results.OfType<ScoredPath>())
            lifetimes.Release(result.Path);
        return [.. results.Select(result => result?.Path.Text)];
    }

    public Task<PromptState?> ReadPromptAsync(IPromptReader reader) => _calls.ReadAsync(reader, scope.Root.Start, ledger, record);

    public ReasoningPath Append(ReasoningPath path, string text, string replacing)
    {
        var parent = path;
        if (path.IsComplete)
        {
            parent = path.Parent!;
            var written = path.Step!.Text;
            text = (written.EndsWith(replacing, StringComparison.Ordinal) ? written[..^replacing.Length] : written) + text;
        }

        var child = parent.Extend(scope.NextOrdinal(parent), new() { Text = text, Finish = StepFinish.Delimiter });
        lifetimes.Add(child);
        record.AddStep(child);
        return child;
    }

    private List<PathWork> Number(IReadOnlyList<Expansion> expansions)
    {
        var work = new List<PathWork>(expansions.Count);
        foreach (var (path, width) in expansions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(width, nameof(Expansion.Width));
            if (!path.IsOpen)
                throw new InvalidOperationException($"{settings.Strategy.Name} asked to extend path {path}, which ended with {path.Step!.Finish}.");
            var tokens = PathWork.TokensOf(path);
            foreach (var ordinal in scope.NextOrdinals(path, width))
                work.Add(new(path, ordinal, tokens, work.Count));
        }

        return work;
    }

    private async Task<ScoredPath?[]> RunWavesAsync(List<PathWork> work, StepOrder order)
    {
        try
        {
            for (var waiting = work; waiting.Count > 0; waiting = waiting.FindAll(static path => !path.IsDone))
            {
                cancellationToken.ThrowIfCancellationRequested();

                // All reservations before the first call: a quick call must not decide what the next one gets.
                var granted = _plan.Reserve(waiting, order);
                if (granted.Count == 0)
                {
                    EndWithoutBudget(waiting, order);
                    break;
                }

                await Task.WhenAll(Start(granted, waiting, order)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            foreach (var cut in work)
            {
                if (cut is { IsDone: false, HasSteps: true } && !order.IsAside)
                    record.AddCandidate(scope, cut.Path, scores: null, isCut: !cut.Path.IsComplete);
            }

            throw;
        }

        return [.. work.Select(static path => path.Result)];
    }

    private Task[] Start(List<BudgetReservation> granted, List<PathWork> waiting, StepOrder order)
    {
        settings.Calls?.BeginStart();
        try
        {
            _flow.Begin(waiting, granted.Count, order);
            var flows = new Task[granted.Count];
            for (var index = 0; index < flows.Length; index++)
                flows[index] = _flow.FollowAsync(waiting[index], order, granted[index]);
            return flows;
        }
        finally
        {
            settings.Calls?.EndStart();
        }
    }

    private void EndWithoutBudget(List<PathWork> waiting, StepOrder order)
    {
        foreach (var work in waiting)
        {
            if (!work.HasSteps)
                work.End(null);
            else if (order.IsAside)
                work.End(new(work.Path, Score: null, HasEnded: true));
            else
                _flow.End(work, scores: null);
        }
    }

    // Only after a whole batch: whether the budget is spent must not depend on who came first.
    private async Task EndOpenAsync(ScoredPath?[] results)
    {
        for (var index = 0; index < results.Length; index++)
        {
            if (results[index] is { HasEnded: false } open)
                results[index] = await _flow.EndOpenAsync(open).ConfigureAwait(false);
        }
    }
}
