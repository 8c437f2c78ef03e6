namespace InferenceScaling.Budgets;

/// <summary>What a request may cost. Limits that are not set do not bind. When one is reached the best answer so far returns, marked with the limit; nothing throws.</summary>
/// <remarks>All limits but those on time cut a search at the same place every time, whatever caches hold and restarts have lost (see <see cref="Paths.PathReads"/>); a time limit depends on the machine.</remarks>
public sealed record Budget
{
    /// <summary>No limits.</summary>
    public static Budget Unlimited { get; } = new();

    /// <summary>Most tokens that may be read to start or restore paths, without those that the request had the model read before; null for no limit.</summary>
    public long? PromptTokens { get; init; }

    /// <summary>Most tokens that may be generated over all paths; null for no limit.</summary>
    public long? GeneratedTokens { get; init; }

    /// <summary>Most tokens that the verifier may read; null for no limit.</summary>
    public long? VerifiedTokens { get; init; }

    /// <summary>Most tokens that may be computed: prompt, generated and verified; null for no limit.</summary>
    public long? ComputedTokens { get; init; }

    /// <summary>Most calls to generators, one a step; null for no limit.</summary>
    public long? GeneratorCalls { get; init; }

    /// <summary>Most calls to the verifier, one a scored path; null for no limit.</summary>
    public long? VerifierCalls { get; init; }

    /// <summary>Most calls to generators and to the verifier; null for no limit.</summary>
    public long? AllCalls { get; init; }

    /// <summary>Most money, in the currency of the price table; null for no limit.</summary>
    public decimal? Spending { get; init; }

    /// <summary>Most joules, as the reasoner's energy source counts them; null for no limit.</summary>
    public double? Energy { get; init; }

    /// <summary>Most bytes of key-value memory that the live paths may hold at a time; null for no limit.</summary>
    public long? KvBytes { get; init; }

    /// <summary>Longest duration of the request; null for no limit.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>When the request ends at the latest; null for no limit.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>This budget with a limit on generated tokens.</summary>
    /// <param name="generatedTokens">At least 1.</param>
    public Budget Tokens(long generatedTokens) => this with { GeneratedTokens = Positive(generatedTokens, nameof(generatedTokens)) };

    /// <summary>This budget with a limit on prompt tokens that the request has not had the model read before.</summary>
    /// <param name="promptTokens">At least 1.</param>
    public Budget TokensRead(long promptTokens) => this with { PromptTokens = Positive(promptTokens, nameof(promptTokens)) };

    /// <summary>This budget with a limit on tokens that the verifier reads.</summary>
    /// <param name="verifiedTokens">At least 1.</param>
    public Budget TokensVerified(long verifiedTokens) => this with { VerifiedTokens = Positive(verifiedTokens, nameof(verifiedTokens)) };

    /// <summary>This budget with a limit on prompt, generated and verified tokens together.</summary>
    /// <param name="computedTokens">At least 1.</param>
    public Budget TokensInAll(long computedTokens) => this with { ComputedTokens = Positive(computedTokens, nameof(computedTokens)) };

    /// <summary>This budget with a limit on calls to generators.</summary>
    /// <param name="generatorCalls">At least 1.</param>
    public Budget Calls(long generatorCalls) => this with { GeneratorCalls = Positive(generatorCalls, nameof(generatorCalls)) };

    /// <summary>This budget with a limit on calls to the verifier.</summary>
    /// <param name="verifierCalls">At least 1.</param>
    public Budget Verifications(long verifierCalls) => this with { VerifierCalls = Positive(verifierCalls, nameof(verifierCalls)) };

    /// <summary>This budget with a limit on calls to generators and to the verifier together.</summary>
    /// <param name="calls">At least 1.</param>
    public Budget CallsInAll(long calls) => this with { AllCalls = Positive(calls, nameof(calls)) };

    /// <summary>This budget with a limit on money. Needs prices: see <see cref="Reasoning.ReasonerBuilder.WithPrices"/>.</summary>
    /// <param name="amount">Above zero, in the currency of the price table.</param>
    public Budget Money(decimal amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amount);
        return this with { Spending = amount };
    }

    /// <summary>This budget with a limit on energy. Needs an energy source: see <see cref="Reasoning.ReasonerBuilder.WithEnergy"/>.</summary>
    /// <param name="joules">Above zero.</param>
    public Budget Joules(double joules)
    {
        if (!(joules > 0))
            throw new ArgumentOutOfRangeException(nameof(joules), joules, FormattableString.Invariant($"The limit is {joules} J; it must be above 0."));
        return this with { Energy = joules };
    }

    /// <summary>This budget with a limit on the key-value memory that live paths hold at a time. Needs a generator that knows its memory: see <see cref="Paths.ModelCosts.KvBytes"/>.</summary>
    /// <param name="bytes">At least 1.</param>
    public Budget Memory(long bytes) => this with { KvBytes = Positive(bytes, nameof(bytes)) };

    /// <summary>This budget with a limit on time.</summary>
    /// <param name="time">Above zero.</param>
    public Budget Within(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        return this with { Time = time };
    }

    /// <summary>This budget with a deadline. A request that comes after it ends at once, without an answer.</summary>
    /// <param name="deadline">By the reasoner's clock.</param>
    public Budget By(DateTimeOffset deadline) => this with { Deadline = deadline };

    /// <summary>The tighter of two budgets, limit by limit.</summary>
    /// <param name="other">Another budget.</param>
    public Budget And(Budget other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new()
        {
            PromptTokens = Tighter(PromptTokens, other.PromptTokens),
            GeneratedTokens = Tighter(GeneratedTokens, other.GeneratedTokens),
            VerifiedTokens = Tighter(VerifiedTokens, other.VerifiedTokens),
            ComputedTokens = Tighter(ComputedTokens, other.ComputedTokens),
            GeneratorCalls = Tighter(GeneratorCalls, other.GeneratorCalls),
            VerifierCalls = Tighter(VerifierCalls, other.VerifierCalls),
            AllCalls = Tighter(AllCalls, other.AllCalls),
            Spending = Tighter(Spending, other.Spending),
            Energy = Tighter(Energy, other.Energy),
            KvBytes = Tighter(KvBytes, other.KvBytes),
            Time = Tighter(Time, other.Time),
            Deadline = Tighter(Deadline, other.Deadline),
        };
    }

    private static long Positive(long limit, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit, name);
        return limit;
    }

    private static T? Tighter<T>(T? left, T? right)
        where T : struct, IComparable<T> =>
        left is { } l && right is { } r ? (l.CompareTo(r) <= 0 ? l : r) : left ?? right;
}
