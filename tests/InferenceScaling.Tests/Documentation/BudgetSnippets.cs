using InferenceScaling.Budgets;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Resilience;
using Polly;

namespace InferenceScaling.Tests.Documentation;

/// <summary>The code of docs/budgets.md.</summary>
internal static class BudgetSnippets
{
    public static void First(ReasonerBuilder builder)
    {
        builder.WithBudget(b => b.Tokens(8192).Within(TimeSpan.FromSeconds(5)));
    }

    public static async Task Request(IReasoner reasoner)
    {
        var result = await reasoner.ReasonAsync(new() { Prompt = "How many coins?", Budget = new Budget().Calls(40).TokensInAll(20_000) });
        if (result.Finish is ReasoningFinish.BudgetExhausted or ReasoningFinish.TimeExpired)
            Console.WriteLine($"Cut: {result.Limit}; the best of {result.Candidates.Length} candidates is {result.Answer}");
    }

    public static void Read(ReasoningResult result)
    {
        var tokens = result.Usage.Tokens;
        Console.WriteLine($"{tokens.Prompt + tokens.Verified} counted, {tokens.Restored} read again because a cache had lost them, {tokens.Spared} read for others: {tokens.Prompt + tokens.Verified + tokens.Restored - tokens.Spared} truly read");
    }

    public static void Money(ReasonerBuilder builder)
    {
        builder.WithPrices(p => p
                .With("small", new() { PromptPerMillion = 0.10m, CachedPromptPerMillion = 0.025m, GeneratedPerMillion = 0.40m })
                .With("judge", new() { PromptPerMillion = 0.30m }))
            .WithBudget(b => b.Money(0.002m));
    }

    public static void Energy(ReasonerBuilder builder)
    {
        builder.WithEnergy(EnergyTable.Empty.With("small", new() { PromptJoules = 0.02, GeneratedJoules = 0.6 }))
            .WithBudget(b => b.Joules(500));
    }

    public static void Memory(ReasonerBuilder builder)
    {
        builder.WithBudget(b => b.Memory(256 << 20));
    }

    public static async Task<BudgetAccount> Accounts(IReasoner reasoner)
    {
        var organisation = new BudgetAccount("organisation", new Budget().Money(100));
        var tenant = new BudgetAccount("tenant", new Budget().Tokens(1_000_000), organisation, period: TimeSpan.FromDays(1));
        var result = await reasoner.ReasonAsync(new() { Prompt = "How many coins?", Account = tenant });
        Console.WriteLine($"{tenant.Spent.Tokens.Generated} tokens spent, {tenant.Reserved.Tokens.Generated} reserved, {tenant.Remaining.GeneratedTokens} left");
        return tenant;
    }

    public static void Resilience(ReasonerBuilder builder)
    {
        builder.UseResilience(p => p
            .AddRetryWithinBudget(new() { MaxRetryAttempts = 3, BackoffType = DelayBackoffType.Exponential })
            .AddCircuitBreaker(new())
            .AddTimeout(TimeSpan.FromSeconds(30)));
    }

    public static async Task<ReasoningResult> Pipeline(IStepGenerator model)
    {
        var pipeline = new ResiliencePipelineBuilder()
            .AddRetryWithinBudget(new() { MaxRetryAttempts = 3, BackoffType = DelayBackoffType.Exponential })
            .AddCircuitBreaker(new())
            .AddTimeout(TimeSpan.FromSeconds(30))
            .Build();
        using var reasoner = Reasoner.For(model).UseResilience(pipeline).WithBudget(b => b.Calls(100)).Build();
        return await reasoner.ReasonAsync("How many coins?");
    }

    public sealed class CachingModel : IStepGenerator
    {
        // The exact number of tokens of a path, prompt and steps.
        private readonly PathReads _reads = new(path => Tokenize(path).Length);

        public async Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
        {
            var reading = _reads.Begin(path, made: LastOwnStep(path));
            try
            {
                var (step, trulyRead) = await RunAsync(path, ordinal, options, cancellationToken);
                return step with { Usage = reading.Count(trulyRead) with { Generated = step.Tokens.Length } };
            }
            catch
            {
                reading.Undo();
                throw;
            }
        }

        // A journal gave back a step of this model: it counts as made.
        public void Recall(ReasoningPath path, TokenUsage usage) => _reads.Recall(path, usage);

        public void Release(ReasoningPath path) => _reads.Release(path);

        private static int[] Tokenize(ReasoningPath path) => [.. path.Prompt.ToString().Concat(path.Text).Select(character => (int)character)];

        private ReasoningPath? LastOwnStep(ReasoningPath path)
        {
            var node = path;
            while (node is not null && node.Step?.Continuation != this)
                node = node.Parent;
            return node;
        }

        // A model without a cache: it reads all again for every step.
        private async Task<(ReasoningStep Step, int TrulyRead)> RunAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            var text = path.Depth == 0 ? "so " : $"Answer: {ordinal}";
            return (new() { Text = text[..Math.Min(text.Length, options.MaxTokens)], Finish = path.Depth == 0 ? StepFinish.Delimiter : StepFinish.EndOfText, Tokens = [.. text], Continuation = this }, Tokenize(path).Length);
        }
    }

    public sealed class RemoteModel : IStepGenerator
    {
        // The tokens a call may read, if the service can count them. Without it, one token is assumed for each byte.
        public ModelCosts Costs { get; } = ModelCosts.Of("small", (path, growth) => new TokenUsage(Prompt: CountTokens(path)));

        public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ReasoningStep { Text = "Answer: 66", Finish = StepFinish.EndOfText, Usage = new(Prompt: CountTokens(path), Generated: 1) });

        public void Release(ReasoningPath path)
        {
        }

        private static long CountTokens(ReasoningPath path) => path.Prompt.ToString().Split(' ').Length;
    }
}
