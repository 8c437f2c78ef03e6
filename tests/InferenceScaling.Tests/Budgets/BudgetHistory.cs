using InferenceScaling.Budgets;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Testing;
using InferenceScaling.Tests.Search;

namespace InferenceScaling.Tests.Budgets;

/// <summary>Some requests at a time, each with a budget, a strategy, failures and perhaps a cancellation of its own, over an account within an account. All by lot.</summary>
internal sealed class BudgetHistory(ulong seed)
{
    private static readonly string[] Names = [.. StrategyCatalogue.Names];

    private static readonly PriceTable Prices = PriceTable.Empty
        .With("small", new() { PromptPerMillion = 1000, CachedPromptPerMillion = 100, GeneratedPerMillion = 4000 })
        .With("large", new() { PromptPerMillion = 3000, CachedPromptPerMillion = 3500, GeneratedPerMillion = 15_000 })
        .With("judge", new() { PromptPerMillion = 500, VerifiedPerMillion = 333.333333m });

    private static readonly EnergyTable Energies = EnergyTable.Empty
        .With("small", new() { PromptJoules = 0.1, GeneratedJoules = 1.1 })
        .With("large", new() { PromptJoules = 0.7, CachedPromptJoules = 0.01, GeneratedJoules = 9.3 })
        .With("judge", new() { PromptJoules = 0.3 });

    private readonly PathRandom _lots = new(seed);
    private ulong _drawn;

    /// <summary>What is wrong with the history; null if nothing is.</summary>
    public async Task<string?> RunAsync()
    {
        var organisation = new BudgetAccount("organisation", Limits(scale: 6));
        var tenant = new BudgetAccount("tenant", Limits(scale: 4), organisation);
        var failures = Lot() < 0.5 ? 0 : 0.15;
        var (small, large) = (Generator("small", failures), Generator("large", failures));
        var judge = new CostlyVerifier("judge", failures);
        var runs = Enumerable.Range(0, 1 + (int)(Lot() * 4)).Select(_ => Prepare(small, large, judge, tenant)).ToArray();
        var faults = await Task.WhenAll(runs.Select(run => run()));

        var spent = tenant.Spent;
        var counted = small.Spent + large.Spent + new TokenUsage(Verified: judge.Verified);
        return faults.FirstOrDefault(fault => fault is not null)
            ?? (spent.Tokens == counted ? null : $"booked {spent.Tokens} instead of {counted}")
            ?? (spent.GeneratorCalls == small.Calls + large.Calls && spent.VerifierCalls == judge.Calls ? null : $"booked {spent.GeneratorCalls} and {spent.VerifierCalls} calls instead of {small.Calls + large.Calls} and {judge.Calls}")
            ?? Overrun("tenant", tenant.Budget, spent)
            ?? Overrun("organisation", organisation.Budget, organisation.Spent)
            ?? Leak(tenant)
            ?? Leak(organisation);
    }

    private static string? Leak(BudgetAccount account)
    {
        if (account.Reserved != default(ReasoningUsage) with { Money = account.Reserved.Money is null ? null : 0, Joules = account.Reserved.Joules is null ? null : 0, KvBytes = 0 })
            return $"{account.Name} still reserves {account.Reserved}";
        return account.Remaining.KvBytes == account.Budget.KvBytes ? null : $"{account.Name} still holds memory: {account.Remaining.KvBytes} of {account.Budget.KvBytes} left";
    }

    private static string? Overrun(string who, Budget budget, ReasoningUsage usage)
    {
        return Passed("prompt", usage.Tokens.Prompt, budget.PromptTokens)
            ?? Passed("generated", usage.Tokens.Generated, budget.GeneratedTokens)
            ?? Passed("verified", usage.Tokens.Verified, budget.VerifiedTokens)
            ?? Passed("computed", usage.Tokens.Computed, budget.ComputedTokens)
            ?? Passed("generator calls", usage.GeneratorCalls, budget.GeneratorCalls)
            ?? Passed("verifier calls", usage.VerifierCalls, budget.VerifierCalls)
            ?? Passed("calls", usage.GeneratorCalls + usage.VerifierCalls, budget.AllCalls)
            ?? Passed("money", usage.Money ?? 0, budget.Spending)
            ?? Passed("joules", (decimal)(usage.Joules ?? 0), (decimal?)budget.Energy)
            ?? Passed("memory", usage.KvBytes ?? 0, budget.KvBytes);

        string? Passed(string kind, decimal amount, decimal? limit) => amount > limit ? $"{who}: {kind}: {amount} of {limit}" : null;
    }

    private CostlyGenerator Generator(string model, double failures) => new(Costly, model, seed, failures);

    private static ScriptedStep Costly(ReasoningPath path, int ordinal)
    {
        var step = StrategyCatalogue.Steps(path, ordinal);
        return step.Tokens > 0 ? step : step with { Tokens = 3 };
    }

    private Func<Task<string?>> Prepare(CostlyGenerator small, CostlyGenerator large, CostlyVerifier judge, BudgetAccount tenant)
    {
        var name = Names[(int)(Lot() * Names.Length)];
        var budget = Limits(scale: 1);
        var requestSeed = (ulong)(Lot() * 1000);
        var cancelAfter = Lot() < 0.3 ? (int)(Lot() * 30) : int.MaxValue;
        return async () =>
        {
            using var cancel = new CancellationTokenSource();
            using var reasoner = StrategyCatalogue.Use(name, small, large).WithVerifier(judge).WithPrices(_ => Prices).WithEnergy(Energies)
                .WithSteps(steps => steps with { MaxTokens = 8 }).WithPathLimits(limits => limits with { Tokens = 24 }).Build();
            ReasoningResult? result = null;
            var updates = 0;
            try
            {
                await foreach (var update in reasoner.ReasonStreamingAsync(new() { Prompt = "How much is it?", Seed = requestSeed, Budget = budget, Account = tenant }, cancel.Token))
                {
                    result = (update as ReasoningCompleted)?.Result;
                    if (++updates == cancelAfter)
                        await cancel.CancelAsync();
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or CallFailedException)
            {
            }
            catch (Exception exception)
            {
                return $"{name}: {exception}";
            }

            if (result is null)
                return null;
            if (result.Finish == ReasoningFinish.BudgetExhausted != result.Limit is not null)
                return $"{name}: {result.Finish} with the limit '{result.Limit}'";
            return Overrun(name, budget, result.Usage);
        };
    }

    private Budget Limits(int scale) => new()
    {
        PromptTokens = Limit(600, scale),
        GeneratedTokens = Limit(100, scale),
        VerifiedTokens = Limit(600, scale),
        ComputedTokens = Limit(1000, scale),
        GeneratorCalls = Limit(40, scale),
        VerifierCalls = Limit(20, scale),
        AllCalls = Limit(50, scale),
        Spending = Limit(2000, scale) is { } money ? money / 1000m : null,
        Energy = Limit(300, scale),
        KvBytes = Limit(4000, scale),
    };

    private long? Limit(int most, int scale) => Lot() < 0.2 ? 1 + (long)(Lot() * most * scale) : null;

    private double Lot() => _lots.Uniform(_drawn++);
}
