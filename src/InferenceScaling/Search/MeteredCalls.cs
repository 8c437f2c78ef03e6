using InferenceScaling.Budgets;
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
    public async Task<ReasoningPath> StepAsync(ReasoningPath path, int ordinal, StepOrder order, BudgetReservation reservation)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var left = reservation.Left.Tokens.Generated;
        var granted = order.Options.MaxTokens <= left ? order.Options : order.Options with { MaxTokens = (int)left };
        var costs = order.Generator.Costs;
        reservation.Lease.Begin(costs, isOfVerifier: false);
        ReasoningStep step;
        try
        {
            step = await GenerateAsync(order.Generator, path, ordinal, granted).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Settle(reservation, costs, (failure as CallFailedException)?.Usage ?? default, Cost.GeneratorCall);
            throw;
        }

        var bytes = costs?.KvBytes(step.Usage.Generated);
        Settle(reservation, costs, step.Usage, Cost.GeneratorCall with { KvBytes = bytes ?? 0 });
        var child = path.Extend(ordinal, step);
        lifetimes.Add(child);
        if (bytes is { } held)
            lifetimes.Memory.Hold(order.Generator, child, path, held, reservation.Ledger);
        return child;
    }

    /// <summary>Scores a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="reservation">Covers the call.</param>
    /// <param name="kvBytes">The key-value memory that was reserved for it.</param>
    public async Task<StepScores> ScoreAsync(ReasoningPath path, BudgetReservation reservation, long kvBytes)
    {
        var verifier = _verifier!;
        var costs = verifier.Costs;
        reservation.Lease.Begin(costs, isOfVerifier: true);
        StepScores scores;
        try
        {
            scores = await (settings.Calls is { } calls ? calls.ScoreAsync(verifier, path, cancellationToken) : verifier.ScoreAsync(path, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Settle(reservation, costs, (failure as CallFailedException)?.Usage ?? default, Cost.VerifierCall);
            throw;
        }

        var read = scores.Usage.Prompt + scores.Usage.CachedPrompt + scores.Usage.Verified;
        var bytes = kvBytes > 0 ? Math.Min(kvBytes, costs?.KvBytes(read) ?? 0) : 0;
        Settle(reservation, costs, scores.Usage, Cost.VerifierCall with { KvBytes = bytes });
        if (bytes > 0)
            lifetimes.Memory.Hold(verifier, path, path.Parent, bytes, reservation.Ledger);
        return scores.CheckedFor(path, verifier);
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
            var state = await reader.ReadPromptAsync(root.Prompt, cancellationToken).ConfigureAwait(false);
            reservation.Settle(ledger.Meter.Spent(costs, state.Usage));
            return state;
        }
    }

    private Task<ReasoningStep> GenerateAsync(IStepGenerator generator, ReasoningPath path, int ordinal, StepOptions options) => settings.Calls is { } calls
        ? calls.StepAsync(generator, path, ordinal, options, cancellationToken)
        : generator.GenerateStepAsync(path, ordinal, options, cancellationToken);

    private static void Settle(BudgetReservation reservation, ModelCosts? costs, TokenUsage usage, Cost call)
    {
        var charge = reservation.Ledger.Meter.Spent(costs, usage);
        reservation.Settle(charge with { Cost = charge.Cost + call });
    }
}
