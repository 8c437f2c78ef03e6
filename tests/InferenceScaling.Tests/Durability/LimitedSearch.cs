using InferenceScaling.Budgets;
using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Selection;
using InferenceScaling.Tests.Search;
using InferenceScaling.Verification;

namespace InferenceScaling.Tests.Durability;

/// <summary>One request of one strategy under a limit, with models that have caches; the same in every process.</summary>
/// <param name="Strategy">One of the catalogue.</param>
/// <param name="Judge">What scores the paths.</param>
/// <param name="Seed">The request's seed.</param>
/// <param name="Limit">What is limited; null for nothing.</param>
/// <param name="Allowed">How much of it.</param>
/// <param name="ByScores">Whether candidates are selected by scores, also where the strategy does not need them.</param>
internal sealed record LimitedSearch(string Strategy, JudgeKind Judge = JudgeKind.Verifier, ulong Seed = 0, BudgetKind? Limit = null, decimal Allowed = 0, bool ByScores = false)
{
    public const string Question = "How much is it, all in all?";

    /// <summary>The limits that count what a cache decides, and those that follow from it.</summary>
    public static IReadOnlyList<BudgetKind> Limits { get; } =
        [BudgetKind.PromptTokens, BudgetKind.GeneratedTokens, BudgetKind.VerifiedTokens, BudgetKind.ComputedTokens, BudgetKind.Money, BudgetKind.Joules, BudgetKind.Memory];

    private static PriceTable Prices { get; } = PriceTable.Empty
        .With("small", new() { PromptPerMillion = 1000, CachedPromptPerMillion = 100, GeneratedPerMillion = 4000 })
        .With("large", new() { PromptPerMillion = 3000, CachedPromptPerMillion = 3500, GeneratedPerMillion = 15_000 })
        .With("judge", new() { PromptPerMillion = 500, VerifiedPerMillion = 333.333333m })
        .With("judge+small", new() { PromptPerMillion = 700, VerifiedPerMillion = 600 });

    private static EnergyTable Energies { get; } = EnergyTable.Empty
        .With("small", new() { PromptJoules = 0.1, GeneratedJoules = 1.1 })
        .With("large", new() { PromptJoules = 0.7, CachedPromptJoules = 0.01, GeneratedJoules = 9.3 })
        .With("judge", new() { PromptJoules = 0.3 })
        .With("judge+small", new() { PromptJoules = 0.2 });

    /// <summary>The same search under a limit of a share of what it costs without one.</summary>
    public async Task<LimitedSearch> LimitedToAsync(BudgetKind kind, decimal share)
    {
        var free = (await new CachedModels().RunAsync(this with { Limit = null }, journal: null)).Usage;
        var spent = kind switch
        {
            BudgetKind.PromptTokens => free.Tokens.Prompt,
            BudgetKind.GeneratedTokens => free.Tokens.Generated,
            BudgetKind.VerifiedTokens => free.Tokens.Verified,
            BudgetKind.ComputedTokens => free.Tokens.Computed,
            BudgetKind.Money => free.Money!.Value,
            BudgetKind.Joules => (decimal)free.Joules!.Value,
            BudgetKind.Memory => free.KvBytes!.Value,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
        return this with { Limit = kind, Allowed = kind is BudgetKind.Money or BudgetKind.Joules ? Math.Round(spent * share, 9) : Math.Max(1, Math.Floor(spent * share)) };
    }

    public async Task<ReasoningResult> RunAsync(IReasoningJournal? journal, IStepGenerator small, IStepGenerator large, IVerifier judge)
    {
        var builder = StrategyCatalogue.Use(Strategy, small, large).WithVerifier(judge).WithPrices(_ => Prices).WithEnergy(Energies)
            .WithSteps(steps => steps with { MaxTokens = 8 }).WithPathLimits(limits => limits with { Tokens = 24 }).WithBudget(_ => Budget);
        if (ByScores)
            builder.SelectBy(AnswerSelector.WeightedVote);
        if (journal is not null)
            builder.UseJournal(journal);
        using var reasoner = builder.Build();
        return await reasoner.ReasonAsync(new() { Prompt = Prompt.FromString(Question), Seed = Seed, Id = "the request" });
    }

    /// <summary>A result without what may differ between a run that was disturbed and one that was not.</summary>
    public static string Comparable(ReasoningResult result) => (result with
    {
        Usage = result.Usage with { Duration = default, KvBytes = null, Tokens = result.Usage.Tokens with { Restored = 0, Spared = 0 } },
        Recovered = default,
    }).ToJson();

    private Budget Budget => Limit switch
    {
        BudgetKind.PromptTokens => new Budget().TokensRead((long)Allowed),
        BudgetKind.GeneratedTokens => new Budget().Tokens((long)Allowed),
        BudgetKind.VerifiedTokens => new Budget().TokensVerified((long)Allowed),
        BudgetKind.ComputedTokens => new Budget().TokensInAll((long)Allowed),
        BudgetKind.Money => new Budget().Money(Allowed),
        BudgetKind.Joules => new Budget().Joules((double)Allowed),
        BudgetKind.Memory => new Budget().Memory((long)Allowed),
        _ => Budget.Unlimited,
    };
}
