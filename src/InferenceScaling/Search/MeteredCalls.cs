using InferenceScaling.Budgets;
using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Search;

/// <summary>Single calls to models: each is leased from a reservation and settled, whether it succeeds or not.</summary>
internal sealed class MeteredCalls(SearchSettings settings, PathLifetimes lifetimes, CancellationToken cancellationToken)
{
    private readonly IVerifier? _verifier = settings.Verifier;

    /// <summary>The most that the next step of a path may cost.</summary>
    public static Cost MostOfStep(ReasoningPath path, StepOrder order, BudgetReservation reservation) =>
        reservation.Ledger.Meter.MostOfStep(order.Generator.Costs, path, Math.Min(order.Options.MaxTokens, reservation.Left.Tokens.Generated));

    /// <summary>The most that scoring a path may cost.</summary>
    public Cost MostOfScore(ReasoningPath path, BudgetLedger ledger) => ledger.Meter.MostOfScore(_verifier!.Costs, path, growth: 0);

    /// <summary>Extends a path by a step, with as many tokens as the reservation has.</summary>
    public async ValueTask<ReasoningPath> StepAsync(ReasoningPath path, int ordinal, StepOrder order, BudgetReservation reservation)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var left = reservation.Left.Tokens.Generated;
        var granted = order.Options.MaxTokens <= left ? order.Options : order.Options with { MaxTokens = (int)left };
        var costs = order.Generator.Costs;
        reservation.Lease.Begin(costs, isOfVerifier: false);
        var call = settings.Calls is null ? null : new StepCall(order.Generator, path, ordinal, granted);
        ReasoningStep step;
        try
        {
            step = await (call is null
                ? order.Generator.GenerateStepAsync(path, ordinal, granted, cancellationToken)
                : settings.Calls!.AnswerAsync(call, reservation.Ledger.Meter, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            SettleFailure(reservation, costs, failure, Cost.GeneratorCall);
            throw;
        }

        var bytes = costs?.KvBytes(step.Usage.Generated);
        Settle(reservation, costs, call, step.Usage, Cost.GeneratorCall with { KvBytes = bytes ?? 0 });
        var child = path.Extend(ordinal, step);
        lifetimes.Add(child);
        if (bytes is { } held)
            lifetimes.Memory.Hold(order.Generator, child, path, held, reservation.Ledger);
        if (call is { IsRecovered: true })
            order.Generator.Recall(child, step.Usage);
        return child;
    }

    /// <summary>Scores a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="reservation">Covers the call.</param>
    /// <param name="kvBytes">The key-value memory that was reserved for it.</param>
    public async ValueTask<StepScores> ScoreAsync(ReasoningPath path, BudgetReservation reservation, long kvBytes)
    {
        var verifier = _verifier!;
        var costs = verifier.Costs;
        reservation.Lease.Begin(costs, isOfVerifier: true);
        var call = settings.Calls is null ? null : new ScoreCall(verifier, path);
        StepScores scores;
        try
        {
            scores = await (call is null
                ? verifier.ScoreAsync(path, cancellationToken)
                : settings.Calls!.AnswerAsync(call, reservation.Ledger.Meter, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            SettleFailure(reservation, costs, failure, Cost.VerifierCall);
            throw;
        }

        var read = scores.Usage.Prompt + scores.Usage.CachedPrompt + scores.Usage.Verified;
        var bytes = kvBytes > 0 ? Math.Min(kvBytes, costs?.KvBytes(read) ?? 0) : 0;
        Settle(reservation, costs, call, scores.Usage, Cost.VerifierCall with { KvBytes = bytes });
        if (bytes > 0)
            lifetimes.Memory.Hold(verifier, path, path.Parent, bytes, reservation.Ledger);
        scores.CheckedFor(path, verifier);
        if (call is { IsRecovered: true })
            verifier.Recall(path, scores);
        return scores;
    }

    /// <summary>Reads what a model makes of a prompt; null if the budget does not allow it, which ends the search.</summary>
    public async Task<PromptState?> ReadAsync(IPromptReader reader, ReasoningPath root, BudgetLedger ledger, SearchRecord record)
    {
        var costs = (reader as IStepGenerator)?.Costs;
        ledger.Meter.Require(reader, costs);
        var most = ledger.Meter.MostOfReading(costs, root);
        if (ledger.Reserve(most) is not { } reservation)
        {
            if (ledger.Stick(most) is { } shortfall)
                record.Reach(shortfall);
            return null;
        }

        using (reservation)
        {
            var call = settings.Calls is null ? null : new StateCall(reader, root);
            var state = await (call is null
                ? reader.ReadPromptAsync(root, cancellationToken)
                : settings.Calls!.AnswerAsync(call, ledger.Meter, cancellationToken)).ConfigureAwait(false);
            Settle(reservation, costs, call, state.Usage, default);
            if (call is { IsRecovered: true })
                reader.Recall(root, state);
            return state;
        }
    }

    private static void SettleFailure(BudgetReservation reservation, ModelCosts? costs, Exception failure, Cost call)
    {
        var usage = (failure as CallFailedException)?.Usage ?? default;
        var meter = reservation.Ledger.Meter;
        var charge = meter.Spent(costs, usage, meter.Measured(costs, usage));
        reservation.Settle(charge with { Cost = charge.Cost + call });
    }

    private void Settle<TValue>(BudgetReservation reservation, ModelCosts? costs, JournaledCall<TValue>? call, TokenUsage usage, Cost ownCost)
    {
        var meter = reservation.Ledger.Meter;
        var charge = meter.Spent(costs, usage, call is null ? meter.Measured(costs, usage) : call.Joules);
        charge = charge with { Cost = charge.Cost + ownCost };
        reservation.Settle(charge);
        if (call is { IsRecovered: true })
            settings.Calls!.Recover(charge);
    }
}
