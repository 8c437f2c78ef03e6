using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Testing;
using InferenceScaling.Tests.Search;

namespace InferenceScaling.Durability.Child;

/// <summary>One request of one strategy, the same in every process.</summary>
internal sealed record Trial(string Strategy, ulong Seed, bool HasBudget)
{
    public async Task<ReasoningResult> RunAsync(IReasoningJournal? journal, PaidCalls calls)
    {
        var generator = new PaidGenerator(new ScriptedGenerator(StrategyCatalogue.Steps), "small", calls);
        var other = new PaidGenerator(new ScriptedGenerator(StrategyCatalogue.Steps), "large", calls);
        var builder = StrategyCatalogue.Use(Strategy, generator, other).WithVerifier(new PaidVerifier(new ScriptedVerifier(StrategyCatalogue.Perfect), "verifier", calls));
        if (HasBudget)
            builder.WithBudget(b => b.Tokens(60)).WithPathLimits(l => l with { Tokens = 16 });
        if (journal is not null)
            builder.UseJournal(journal);
        using var reasoner = builder.Build();
        return await reasoner.ReasonAsync(new() { Prompt = Prompt.FromString("q"), Seed = Seed, Id = "the request" });
    }

    /// <summary>A result without what may differ between a run that was disturbed and one that was not.</summary>
    public static string Comparable(ReasoningResult result) => (result with { Usage = result.Usage with { Duration = default }, Recovered = default }).ToJson();
}
