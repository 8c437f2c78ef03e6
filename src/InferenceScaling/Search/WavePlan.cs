using InferenceScaling.Budgets;
using InferenceScaling.Paths;

namespace InferenceScaling.Search;

/// <summary>Hands out the budget to paths before they run, in path order, so that who gets what does not depend on who is quick.</summary>
internal sealed class WavePlan(SearchSettings settings, SearchScope scope, BudgetLedger ledger, SearchRecord record, PathMemory memory)
{
    /// <summary>Reserves for as many paths, from the first on, as the budget allows at once. What they cannot do with it waits for the next wave.</summary>
    /// <param name="waiting">At least one path that is not done, in path order.</param>
    /// <param name="order">How they are made.</param>
    /// <returns>The reservations of the first paths; none if not even the least call of the first one fits: then the search is at its end, and the record knows why.</returns>
    public List<BudgetReservation> Reserve(IReadOnlyList<PathWork> waiting, StepOrder order)
    {
        var granted = new List<BudgetReservation>(waiting.Count);
        try
        {
            ReserveInOrder(granted, waiting, order, readAll: true);
            if (granted.Count < waiting.Count && ledger.Meter.CountsReads)
            {
                // That every step reads its whole path again is rare: rather than let most paths wait for it, all advance by one step.
                Free(granted);
                ReserveInOrder(granted, waiting, order, readAll: false);
            }

            if (granted.Count == 0 && ReserveWhatIsLeft(waiting[0], order) is { } last)
                granted.Add(last);
            return granted;
        }
        catch
        {
            Free(granted);
            throw;
        }
    }

    private static void Free(List<BudgetReservation> granted)
    {
        foreach (var reservation in granted)
            reservation.Dispose();
        granted.Clear();
    }

    private void ReserveInOrder(List<BudgetReservation> granted, IReadOnlyList<PathWork> waiting, StepOrder order, bool readAll)
    {
        foreach (var work in waiting)
        {
            var (tokens, calls) = Wanted(work, order);
            if (Reserve(work, order, Most(work, order, tokens, calls, readAll, MayBeScored(order))) is not { } reservation)
                return;
            granted.Add(reservation);
        }
    }

    /// <summary>Less than the worst case will do for the first path, if that is all there is.</summary>
    private BudgetReservation? ReserveWhatIsLeft(PathWork work, StepOrder order)
    {
        while (true)
        {
            // A path that nobody can judge is better than no path at all.
            var reservation = ReserveWhatIsLeft(work, order, MayBeScored(order));
            if (reservation is null && !work.IsGrown && MayBeScored(order) && !scope.HasCandidates)
                reservation = ReserveWhatIsLeft(work, order, scored: false);
            if (reservation is not null)
                return reservation;
            if (ledger.Stick(WithContext(work, order, Most(work, order, 1, 1, readAll: false, MayBeScored(order)))) is { } shortfall)
            {
                record.Reach(shortfall);
                return null;
            }
        }
    }

    private BudgetReservation? ReserveWhatIsLeft(PathWork work, StepOrder order, bool scored)
    {
        if (work.IsGrown)
            return Reserve(work, order, Most(work, order, 0, 0, readAll: false, scored));
        var (tokens, calls) = Wanted(work, order);
        tokens = Largest(tokens, fewer => Most(work, order, fewer, 1, readAll: false, scored));
        if (tokens == 0)
            return null;
        calls = Largest(calls, fewer => Most(work, order, tokens, fewer, readAll: false, scored));
        return calls == 0 ? null : Reserve(work, order, Most(work, order, tokens, calls, readAll: false, scored));

        int Largest(int wanted, Func<int, Cost> cost)
        {
            var (fits, tooMany) = (0, (long)wanted + 1);
            while (tooMany - fits > 1)
            {
                var middle = (int)((fits + tooMany) / 2);
                if (ledger.CanHold(WithContext(work, order, cost(middle))))
                    fits = middle;
                else
                    tooMany = middle;
            }

            return fits;
        }
    }

    private BudgetReservation? Reserve(PathWork work, StepOrder order, Cost cost)
    {
        var (context, before) = Context(work, order);
        if (ledger.Reserve(cost + new Cost(KvBytes: context)) is not { } reservation)
            return null;
        if (context > 0)
        {
            reservation.Settle(new(new(KvBytes: context), IsPriced: true, IsMetered: true));
            memory.Hold(order.Generator, work.Path, before, context, ledger);
        }

        return reservation;
    }

    private Cost WithContext(PathWork work, StepOrder order, Cost cost) => cost + new Cost(KvBytes: Context(work, order).Bytes);

    /// <summary>The memory of what the generator has yet to read of a path, such as the prompt, and the beginning that it holds.</summary>
    private (long Bytes, ReasoningPath? Before) Context(PathWork work, StepOrder order)
    {
        var before = work.IsGrown ? work.Path : memory.Nearest(order.Generator, work.Path);
        return (before == work.Path ? 0 : CostMeter.KvBytesOf(order.Generator.Costs, work.Path, before) ?? 0, before);
    }

    private (int Tokens, int Calls) Wanted(PathWork work, StepOrder order)
    {
        var pathTokens = Math.Max(1, settings.Limits.Tokens - work.Tokens);
        var calls = Math.Max(1, Math.Min(order.MaxSteps - (work.Path.Depth - work.Parent.Depth), settings.Limits.Steps - work.Path.Depth));
        return ((int)Math.Min(pathTokens, (long)calls * order.Options.MaxTokens), calls);
    }

    private bool MayBeScored(StepOrder order) => settings.Verifier is not null && !order.IsAside && (order.Score || settings.NeedsScores);

    private Cost Most(PathWork work, StepOrder order, int tokens, int calls, bool readAll, bool scored)
    {
        var score = scored ? ledger.Meter.MostOfScore(settings.Verifier!.Costs, work.Path, work.IsGrown ? 0 : tokens) : default;
        return work.IsGrown ? score : score + ledger.Meter.MostOfSteps(order.Generator.Costs, work.Path, tokens, order.Options.MaxTokens, calls, readAll ? calls : 1);
    }
}
