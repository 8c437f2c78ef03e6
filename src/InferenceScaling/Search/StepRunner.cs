using InferenceScaling.Budgets;
using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Stopping;
using InferenceScaling.Verification;

namespace InferenceScaling.Search;

/// <summary>Runs the calls of a search in waves that the budget allows, and hands the results back in the order in which they were asked for.</summary>
internal sealed class StepRunner(SearchSettings settings, SearchScope scope, BudgetLedger ledger, SearchRecord record, PathLifetimes lifetimes, StoppingMonitor? stopping, CancellationToken cancellationToken)
{
    public PathLifetimes Lifetimes => lifetimes;

    public async Task<IReadOnlyList<ScoredPath>> RunAsync(IReadOnlyList<Expansion> expansions, int maxSteps, bool score, StepOptions options, IStepGenerator? generator)
    {
        if (score && settings.Verifier is null)
            throw new InvalidOperationException($"{settings.Strategy.Name} asked for scores, but the reasoner has no verifier; add .WithVerifier(…).");
        if (generator is not null)
            lifetimes.Add(generator);
        var kind = new StepOrder(generator ?? settings.Generator, maxSteps, score, IsAside: false, options);
        var results = await RunWavesAsync(Number(expansions), kind).ConfigureAwait(false);
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

    private List<Work> Number(IReadOnlyList<Expansion> expansions)
    {
        var work = new List<Work>(expansions.Count);
        foreach (var (path, width) in expansions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(width, nameof(Expansion.Width));
            if (!path.IsOpen)
                throw new InvalidOperationException($"{settings.Strategy.Name} asked to extend path {path}, which ended with {path.Step!.Finish}.");
            var tokens = PathTokens(path);
            foreach (var ordinal in scope.NextOrdinals(path, width))
                work.Add(new(path, ordinal, tokens, work.Count));
        }

        return work;
    }

    private async Task<ScoredPath?[]> RunWavesAsync(List<Work> work, StepOrder order)
    {
        var results = new ScoredPath?[work.Count];
        var next = 0;
        while (next < work.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var wave = new List<Task>(work.Count - next);
            while (next < work.Count && ReserveFor(work[next], order, shrink: wave.Count == 0) is { } reservation)
            {
                wave.Add(RunOneAsync(next, reservation));
                next++;
            }

            if (wave.Count == 0)
            {
                record.IsBudgetExhausted = true;
                break;
            }

            await Task.WhenAll(wave).ConfigureAwait(false);
        }

        return results;

        async Task RunOneAsync(int index, BudgetReservation reservation)
        {
            using (reservation)
                results[index] = await FollowAsync(work[index], order, reservation).ConfigureAwait(false);
        }
    }

    private BudgetReservation? ReserveFor(Work work, StepOrder order, bool shrink)
    {
        var pathTokens = Math.Max(1, settings.Limits.Tokens - work.Tokens);
        var calls = Math.Max(1, Math.Min(order.MaxSteps, settings.Limits.Steps - work.Parent.Depth));
        return ledger.Reserve((int)Math.Min(pathTokens, (long)calls * order.Options.MaxTokens), calls, shrink);
    }

    private async Task<ScoredPath?> FollowAsync(Work work, StepOrder order, BudgetReservation reservation)
    {
        var path = work.Parent;
        var tokens = work.Tokens;
        try
        {
            do
            {
                var child = await StepAsync(path, path == work.Parent ? work.Ordinal : scope.NextOrdinal(path), order, reservation).ConfigureAwait(false);
                if (path != work.Parent)
                    lifetimes.Release(path);
                path = child;
                tokens = Add(tokens, child.Step!.Usage.Generated);
            }
            while (path.IsOpen && path.Depth - work.Parent.Depth < order.MaxSteps && path.Depth < settings.Limits.Steps && reservation is { Tokens: > 0, Calls: > 0 } && !IsAbandoned(path));

            return order.IsAside ? new(path, Score: null, HasEnded: true) : await FinishAsync(path, tokens, work.Request, order).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (path != work.Parent && !order.IsAside)
                record.AddCandidate(scope, path, scores: null, isCut: !path.IsComplete);
            throw;
        }
        catch (Exception failure) when (IsOfOneCall(failure))
        {
            record.AddFailure(path, work.Ordinal, failure);
            return null;
        }
    }

    private async Task<ReasoningPath> StepAsync(ReasoningPath path, int ordinal, StepOrder order, BudgetReservation reservation)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var granted = order.Options.MaxTokens <= reservation.Tokens ? order.Options : order.Options with { MaxTokens = reservation.Tokens };
        ReasoningStep step;
        try
        {
            step = await GenerateAsync(order.Generator, path, ordinal, granted).ConfigureAwait(false);
        }
        catch
        {
            reservation.Settle(default);
            throw;
        }

        reservation.Settle(step.Usage);
        var child = path.Extend(ordinal, step);
        lifetimes.Add(child);
        if (!order.IsAside)
            record.AddStep(child);
        return child;
    }

    private Task<ReasoningStep> GenerateAsync(IStepGenerator generator, ReasoningPath path, int ordinal, StepOptions options) => settings.Calls is { } calls
        ? calls.StepAsync(generator, path, ordinal, options, cancellationToken)
        : generator.GenerateStepAsync(path, ordinal, options, cancellationToken);

    private async Task<ScoredPath> FinishAsync(ReasoningPath path, int tokens, int request, StepOrder order)
    {
        var isAbandoned = IsAbandoned(path);
        var hasEnded = isAbandoned || !path.IsOpen || path.Depth >= settings.Limits.Steps || tokens >= settings.Limits.Tokens;
        StepScores? scores = null;
        var isListed = false;
        try
        {
            if (order.Score || (hasEnded && settings.NeedsScores && !isAbandoned))
                scores = await ScoreAsync(path).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // FollowAsync lists what cancellation cut.
            isListed = true;
            throw;
        }
        finally
        {
            // Also when scoring fails: a path that was paid for stays a candidate.
            if (hasEnded && !isListed)
                record.AddCandidate(scope, path, scores, isCut: !path.IsComplete);
        }

        if (hasEnded)
            lifetimes.Release(path);
        return new(path, scores is null ? null : record.Aggregate(path, scores), hasEnded) { StepScore = scores?.Values[^1], Scores = scores, Request = request };
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
                    scores = await ScoreAsync(open.Path).ConfigureAwait(false);
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

    private async Task<StepScores> ScoreAsync(ReasoningPath path)
    {
        var verifier = settings.Verifier!;
        var scores = await (settings.Calls is { } calls ? calls.ScoreAsync(verifier, path, cancellationToken) : verifier.ScoreAsync(path, cancellationToken)).ConfigureAwait(false);
        ledger.AddVerification(scores.Usage);
        return scores.CheckedFor(path, verifier);
    }

    // Cancellation ends the search, and so does a journal that cannot keep what was paid for; everything else costs one path.
    private bool IsOfOneCall(Exception failure) => failure is not JournalException && (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested);

    private bool IsAbandoned(ReasoningPath path) => stopping is not null && stopping.Abandons(path);

    private static int PathTokens(ReasoningPath path)
    {
        var tokens = 0;
        for (var node = path; node.Step is { } step; node = node.Parent!)
            tokens = Add(tokens, step.Usage.Generated);
        return tokens;
    }

    private static int Add(int tokens, long more) => (int)Math.Min(int.MaxValue, tokens + Math.Max(0, more));

    private readonly record struct Work(ReasoningPath Parent, int Ordinal, int Tokens, int Request);

    private sealed record StepOrder(IStepGenerator Generator, int MaxSteps, bool Score, bool IsAside, StepOptions Options);
}
