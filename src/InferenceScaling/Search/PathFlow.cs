using InferenceScaling.Budgets;
using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Stopping;
using InferenceScaling.Verification;

namespace InferenceScaling.Search;

/// <summary>Follows single paths, from call to call, to their scores and ends.</summary>
internal sealed class PathFlow(SearchSettings settings, SearchScope scope, BudgetLedger ledger, SearchRecord record, PathLifetimes lifetimes, StoppingMonitor? stopping, CancellationToken cancellationToken)
{
    private readonly MeteredCalls _calls = new(settings, lifetimes, cancellationToken);
    private readonly JudgingOrder _judging = new(record);

    /// <summary>Paths are about to be followed, side by side.</summary>
    /// <param name="wave">In path order.</param>
    /// <param name="count">How many of them.</param>
    /// <param name="order">How they are made.</param>
    public void Begin(IReadOnlyList<PathWork> wave, int count, StepOrder order)
    {
        if (!order.IsAside && (order.Score || settings.NeedsScores))
            _judging.Begin(wave, count);
    }

    /// <summary>Follows a path as far as a reservation reaches.</summary>
    public async Task FollowAsync(PathWork work, StepOrder order, BudgetReservation reservation)
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
        finally
        {
            _judging.End(work);
        }
    }

    /// <summary>Ends a path where it is, or lets the search go on with it.</summary>
    public void End(PathWork work, StepScores? scores)
    {
        var hasEnded = HasEnded(work);
        if (hasEnded)
        {
            record.AddCandidate(scope, work.Path, scores, isCut: !work.Path.IsComplete);
            lifetimes.Release(work.Path);
        }

        work.End(new(work.Path, scores is null ? null : record.Aggregate(work.Path, scores), hasEnded) { StepScore = scores?.Values[^1], Scores = scores, Request = work.Request });
    }

    /// <summary>Ends a path that the budget keeps from going on, with a score if there is enough for that.</summary>
    public async Task<ScoredPath> EndOpenAsync(ScoredPath open)
    {
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
        return open with { HasEnded = true, Score = scores is null ? null : record.Aggregate(open.Path, scores), StepScore = scores?.Values[^1] };
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
            await _judging.WaitAsync(work).ConfigureAwait(false);
            var most = _calls.MostOfScore(work.Path, ledger);
            if (!reservation.Left.Covers(most))
                return;
            try
            {
                scores = await _calls.ScoreAsync(work.Path, reservation, most.KvBytes).ConfigureAwait(false);
                _judging.Judge(work);
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
