using InferenceScaling.Budgets;
using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Stopping;
using InferenceScaling.Verification;

namespace InferenceScaling.Search;

/// <summary>Runs the calls of a search in waves that the budget allows, and hands the results back in the order in which they were asked for.</summary>
internal sealed class StepRunner(SearchSettings settings, SearchScope scope, BudgetLedger ledger, SearchRecord record, PathLifetimes lifetimes, StoppingMonitor? stopping, CancellationToken cancellationToken)
{
    private readonly WavePlan _plan = new(settings, ledger, record, lifetimes.Memory);
    private readonly MeteredCalls _calls = new(settings, lifetimes, cancellationToken);

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

    public Task<PromptState?> ReadPromptAsync(IPromptReader reader) => _calls.ReadAsync(reader, scope.Root, ledger, record);

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

                await Task.WhenAll(granted.Select((reservation, index) => FollowAsync(waiting[index], order, reservation))).ConfigureAwait(false);
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

    /// <summary>Follows a path as far as a reservation reaches.</summary>
    private async Task FollowAsync(PathWork work, StepOrder order, BudgetReservation reservation)
    {
        using var held = reservation;
        CallLease.Current = reservation.Lease;
        try
        {
            for (var isFirst = true; !work.IsGrown; isFirst = false)
            {
                var most = MeteredCalls.MostOfStep(work.Path, order, reservation);
                if (!isFirst && (most.Tokens.Generated == 0 || !reservation.Left.Covers(most)))
                    return;
                var path = work.Path;
                work.Advance(await _calls.StepAsync(path, path == work.Parent ? work.Ordinal : scope.NextOrdinal(path), order, reservation).ConfigureAwait(false));
                work.IsAbandoned = stopping is not null && stopping.Abandons(work.Path);
                if (!order.IsAside)
                    record.AddStep(work.Path);
                if (path != work.Parent)
                    lifetimes.Release(path);
                work.IsGrown = HasEnded(work) || work.Path.Depth - work.Parent.Depth >= order.MaxSteps;
            }

            await FinishAsync(work, order, reservation).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsOfOneCall(failure))
        {
            record.AddFailure(work.Path, work.Ordinal, failure);
            work.End(null);
        }
    }

    private async Task FinishAsync(PathWork work, StepOrder order, BudgetReservation reservation)
    {
        if (order.IsAside)
        {
            work.End(new(work.Path, Score: null, HasEnded: true));
            return;
        }

        StepScores? scores = null;
        if (order.Score || (HasEnded(work) && settings.NeedsScores && !work.IsAbandoned))
        {
            var most = _calls.MostOfScore(work.Path, ledger);
            if (!reservation.Left.Covers(most))
                return;
            try
            {
                scores = await _calls.ScoreAsync(work.Path, reservation, most.KvBytes).ConfigureAwait(false);
            }
            catch (Exception failure) when (IsOfOneCall(failure))
            {
                // A path that was paid for stays a candidate.
                if (HasEnded(work))
                    record.AddCandidate(scope, work.Path, scores: null, isCut: !work.Path.IsComplete);
                throw;
            }
        }

        End(work, scores);
    }

    private void End(PathWork work, StepScores? scores)
    {
        var hasEnded = HasEnded(work);
        if (hasEnded)
        {
            record.AddCandidate(scope, work.Path, scores, isCut: !work.Path.IsComplete);
            lifetimes.Release(work.Path);
        }

        work.End(new(work.Path, scores is null ? null : record.Aggregate(work.Path, scores), hasEnded) { StepScore = scores?.Values[^1], Scores = scores, Request = work.Request });
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
                End(work, scores: null);
        }
    }

    // Only after a whole batch: whether the budget is spent must not depend on who came first.
    private async Task EndOpenAsync(ScoredPath?[] results)
    {
        for (var index = 0; index < results.Length; index++)
        {
            if (results[index] is not { HasEnded: false } open)
                continue;
            var scores = open.Scores;
            try
            {
                if (scores is null && settings.NeedsScores)
                    scores = await ScoreIfAllowedAsync(open.Path).ConfigureAwait(false);
            }
            catch (Exception failure) when (IsOfOneCall(failure))
            {
                record.AddFailure(open.Path.Parent!, open.Path.Ordinal, failure);
            }
            finally
            {
                record.AddCandidate(scope, open.Path, scores, isCut: true);
            }

            lifetimes.Release(open.Path);
            results[index] = open with { HasEnded = true, Score = scores is null ? null : record.Aggregate(open.Path, scores), StepScore = scores?.Values[^1] };
        }
    }

    private async Task<StepScores?> ScoreIfAllowedAsync(ReasoningPath path)
    {
        var most = _calls.MostOfScore(path, ledger);
        if (ledger.Reserve(most) is not { } reservation)
            return null;
        CallLease.Current = reservation.Lease;
        using (reservation)
            return await _calls.ScoreAsync(path, reservation, most.KvBytes).ConfigureAwait(false);
    }

    // Cancellation ends the search, and so does a journal that cannot keep what was paid for; everything else costs one path.
    private bool IsOfOneCall(Exception failure) => failure is not JournalException && (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested);

    private bool HasEnded(PathWork work) => !work.Path.IsOpen || work.Path.Depth >= settings.Limits.Steps || work.Tokens >= settings.Limits.Tokens || work.IsAbandoned;
}
