using InferenceScaling.Paths;

namespace InferenceScaling.Budgets;

/// <summary>Says what calls may cost at the most before they run, and what they did cost after.</summary>
/// <param name="prices">Prices by model.</param>
/// <param name="energy">Joules by model; null for none.</param>
/// <param name="limited">The kinds that some budget limits: what nothing limits is not worked out before.</param>
internal sealed class CostMeter(PriceTable prices, EnergySource? energy, IReadOnlySet<BudgetKind> limited)
{
    /// <summary>Of ledgers that only add up what others have measured.</summary>
    public static CostMeter None { get; } = new(PriceTable.Empty, energy: null, new HashSet<BudgetKind>());

    /// <summary>Whether it matters what calls read, and not only what they write.</summary>
    public bool CountsReads { get; } = limited.Overlaps([BudgetKind.PromptTokens, BudgetKind.VerifiedTokens, BudgetKind.ComputedTokens, BudgetKind.Money, BudgetKind.Joules]);

    /// <summary>Whether key-value memory is limited.</summary>
    public bool LimitsMemory { get; } = limited.Contains(BudgetKind.Memory);

    /// <summary>Refuses a model whose cost would escape a limit.</summary>
    /// <exception cref="InvalidOperationException">A limit cannot be held; the message says what to add.</exception>
    public void Require(object model, ModelCosts? costs)
    {
        if (ReferenceEquals(costs, ModelCosts.Free) || costs is { Model: null })
            return;
        var named = costs is { Model: { } name } ? $"the model '{name}' of {model.GetType().Name}" : $"{model.GetType().Name}, which does not name its model ({nameof(ModelCosts)}.{nameof(ModelCosts.Model)})";
        var entry = costs is { Model: { } known } ? $"With(\"{known}\", …)" : "WithDefault(…)";
        if (limited.Contains(BudgetKind.Money) && prices.Find(costs?.Model) is null)
            throw new InvalidOperationException($"The budget limits money, but there is no price for {named}: add .WithPrices(prices => prices.{entry}).");
        if (limited.Contains(BudgetKind.Joules) && energy?.Find(costs?.Model) is null)
            throw new InvalidOperationException($"The budget limits joules, but there is no energy for {named}: add .WithEnergy(EnergyTable.Empty.{entry}), or a source that knows it.");
        if (LimitsMemory && costs?.KvBytes(1) is null)
            throw new InvalidOperationException($"The budget limits key-value memory, but {model.GetType().Name} does not tell how much its paths hold: return {nameof(ModelCosts)} with {nameof(ModelCosts.KvBytes)} from its {nameof(IStepGenerator.Costs)}, or set no limit on memory.");
    }

    /// <summary>The most that one step may cost.</summary>
    /// <param name="costs">What the generator tells.</param>
    /// <param name="path">The path that is extended.</param>
    /// <param name="tokens">Most tokens of the step.</param>
    public Cost MostOfStep(ModelCosts? costs, ReasoningPath path, long tokens) => MostOfSteps(costs, path, tokens, tokens, 1, 1);

    /// <summary>The most that the next steps of a path may cost.</summary>
    /// <param name="costs">What the generator tells.</param>
    /// <param name="path">The path that is extended.</param>
    /// <param name="tokens">Most tokens of all steps.</param>
    /// <param name="stepTokens">Most tokens of a step.</param>
    /// <param name="calls">Most steps.</param>
    /// <param name="read">Steps whose reading counts; fewer than <paramref name="calls"/> if the reading of the others is reserved later.</param>
    public Cost MostOfSteps(ModelCosts? costs, ReasoningPath path, long tokens, long stepTokens, int calls, int read)
    {
        stepTokens = Math.Min(stepTokens, tokens);
        var usage = new TokenUsage(Generated: tokens);
        if (CountsReads)
        {
            var first = Bound(costs, path, stepTokens) ?? new(Prompt: TokenEstimate.Of(path));
            var prompt = 0L;
            for (var step = 0; step < read; step++)
                prompt += first.Prompt + Math.Min(tokens, step * stepTokens);
            usage = new(prompt, 0, Math.Max(tokens, first.Generated), first.Verified * read);
        }

        // Memory stays held until the path ends: a path that has begun must be able to end, or paths that wait for each other's memory fill it.
        var bytes = costs?.KvBytes(Math.Min(tokens, stepTokens * calls)) is { } own ? own + ((calls - 1) * costs.KvBytes(1)!.Value) : 0;
        return Most(costs, usage) with { GeneratorCalls = calls, KvBytes = bytes };
    }

    /// <summary>The most that scoring a path may cost.</summary>
    /// <param name="costs">What the verifier tells.</param>
    /// <param name="path">The path.</param>
    /// <param name="growth">Most tokens by which it grows before it is scored.</param>
    public Cost MostOfScore(ModelCosts? costs, ReasoningPath path, long growth)
    {
        var usage = CountsReads || LimitsMemory ? Bound(costs, path, growth) ?? new(Verified: TokenEstimate.Of(path) + growth) : default;
        return Most(costs, CountsReads ? usage : default) with { VerifierCalls = 1, KvBytes = LimitsMemory ? costs?.KvBytes(usage.Computed) ?? 0 : 0 };
    }

    /// <summary>The most that reading a prompt may cost, if nothing is generated after it.</summary>
    /// <param name="costs">What the model tells.</param>
    /// <param name="root">The empty path of the prompt.</param>
    public Cost MostOfReading(ModelCosts? costs, ReasoningPath root) => CountsReads ? Most(costs, new(Prompt: Length(costs, root))) : default;

    /// <summary>The key-value memory of what a model has yet to read of a path; null if that is not known.</summary>
    /// <param name="costs">What the model tells.</param>
    /// <param name="path">The path.</param>
    /// <param name="held">The beginning that it holds; null for none.</param>
    public static long? KvBytesOf(ModelCosts? costs, ReasoningPath path, ReasoningPath? held) =>
        costs?.KvBytes(1) is null ? null : costs.KvBytes(Math.Max(0, Length(costs, path) - (held is null ? 0 : Length(costs, held))));

    /// <summary>What a meter has measured for a call that just ended; null if there is none.</summary>
    public double? Measured(ModelCosts? costs, TokenUsage usage) => costs is { Model: null } ? null : energy?.Measured(costs?.Model, usage);

    /// <summary>What a call did cost, without what it goes on to hold, and whether its price and its energy are known.</summary>
    /// <param name="costs">What the model tells.</param>
    /// <param name="usage">Its tokens.</param>
    /// <param name="measured">See <see cref="Measured"/>.</param>
    public Charge Spent(ModelCosts? costs, TokenUsage usage, double? measured)
    {
        if (costs is { Model: null })
            return new(new(usage), IsPriced: true, IsMetered: true);
        var price = prices.Find(costs?.Model);
        var joules = energy?.Find(costs?.Model);
        return new(
            new(usage, Money: price?.Of(usage) ?? 0, Joules: measured is >= 0 and <= 1e15 ? Math.Round((decimal)measured.Value, 12) : joules?.Exactly(usage) ?? 0),
            price is not null,
            joules is not null || measured is not null);
    }

    private Cost Most(ModelCosts? costs, TokenUsage usage)
    {
        if (!CountsReads || costs is { Model: null })
            return new(usage);
        var money = limited.Contains(BudgetKind.Money) ? prices.Find(costs?.Model)?.Most(usage) ?? 0 : 0;
        var joules = limited.Contains(BudgetKind.Joules) ? energy?.Find(costs?.Model)?.Most(usage) ?? 0 : 0;
        return new(usage, Money: money, Joules: joules);
    }

    private static long Length(ModelCosts? costs, ReasoningPath path) => Bound(costs, path, 0)?.Prompt ?? TokenEstimate.Of(path);

    private static TokenUsage? Bound(ModelCosts? costs, ReasoningPath path, long growth)
    {
        try
        {
            return costs?.MostTokens(path, (int)Math.Min(growth, int.MaxValue));
        }
        catch (ArgumentException)
        {
            // The model cannot read this path; the call itself will say so, and where.
            return null;
        }
    }
}
