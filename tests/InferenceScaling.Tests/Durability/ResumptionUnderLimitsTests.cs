using InferenceScaling.Budgets;
using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Stopping;
using InferenceScaling.Testing;
using InferenceScaling.Tests.Search;

namespace InferenceScaling.Tests.Durability;

/// <summary>What a search counts depends on the search alone: not on what a restart has lost, on evictions, or on what other requests have left in a cache.</summary>
public class ResumptionUnderLimitsTests
{
    public static TheoryData<string> Names => [.. StrategyCatalogue.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cut_anywhere_a_request_under_any_limit_goes_on_to_the_same_result_and_pays_the_rest_only(string name)
    {
        var cut = 0;
        foreach (var search in await SearchesAsync(name))
        {
            var undisturbed = await new CachedModels().RunAsync(search, journal: null);
            var whole = new MemoryJournal();
            await new CachedModels().RunAsync(search, whole);
            cut += undisturbed.Limit is null ? 0 : 1;
            for (var kept = 1; kept < whole.Entries.Count; kept += 1 + (whole.Entries.Count / 8))
            {
                var models = new CachedModels();
                var result = await models.RunAsync(search, new MemoryJournal(whole.Entries.Take(kept)));

                LimitedSearch.Comparable(result).Should().Be(LimitedSearch.Comparable(undisturbed), $"{kept} of {whole.Entries.Count} entries of {search} were kept");
                models.ModelCalls.Should().Be(ModelCalls(whole.Entries, search.Judge) - ModelCalls(whole.Entries.Take(kept), search.Judge));
                models.LivePaths.Should().Be(0);
            }
        }

        cut.Should().BePositive("a limit that does not bind shows nothing");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_request_under_any_limit_has_the_same_result_whatever_the_caches_hold_and_lose(string name)
    {
        foreach (var search in await SearchesAsync(name))
        {
            var cold = await new CachedModels().RunAsync(search, journal: null);
            var warm = new CachedModels();
            await Task.WhenAll(warm.RunAsync(search with { Seed = 8 }, journal: null), warm.RunAsync(search, journal: null));
            var evicting = new CachedModels(lossesPerThousand: 400);

            LimitedSearch.Comparable(await warm.RunAsync(search, journal: null)).Should().Be(LimitedSearch.Comparable(cold), $"others were there before {search}");
            LimitedSearch.Comparable(await evicting.RunAsync(search, journal: null)).Should().Be(LimitedSearch.Comparable(cold), $"caches forget while {search} runs");
        }
    }

    [Fact]
    public async Task A_resumed_request_tells_what_it_read_again_and_what_the_journal_gave_in_tokens_money_and_joules()
    {
        var search = new LimitedSearch("REBASE");
        var whole = new MemoryJournal();
        var undisturbed = await new CachedModels().RunAsync(search, whole);

        var resumed = await new CachedModels().RunAsync(search, new MemoryJournal(whole.Entries.Take(whole.Entries.Count / 2)));
        var again = await new CachedModels().RunAsync(search, whole);

        undisturbed.Recovered.Should().Be(default(ReasoningUsage));
        undisturbed.Usage.Tokens.Restored.Should().Be(0);
        resumed.Usage.Tokens.Restored.Should().BePositive();
        resumed.Recovered.Money.Should().BePositive().And.BeLessThan(resumed.Usage.Money!.Value);
        resumed.Recovered.Joules.Should().BePositive().And.BeLessThan(resumed.Usage.Joules!.Value);
        again.Recovered.Should().Be(undisturbed.Usage with { Duration = default, KvBytes = null });
    }

    [Fact]
    public async Task What_probes_read_is_told_apart_from_the_prompt_whichever_call_was_lost()
    {
        static ScriptedStep Script(ReasoningPath path, int ordinal) => path.Step is { Text: var text } && text.EndsWith("\\boxed{", StringComparison.Ordinal)
            ? ScriptedStep.End($"{path.Depth % 3}}} ") : new(string.Join(' ', Enumerable.Repeat("w", 100)), StepFinish.Delimiter);
        static async Task<TokenUsage> RunAsync(IReasoningJournal journal)
        {
            using var reasoner = Reasoner.For(new CertaintyProbingGenerator(new CachingGenerator("small", Script))).UseSelfConsistency(o => o.Samples = 3)
                .WithSteps(s => s with { MaxTokens = 84, Delimiters = [] }).WithPathLimits(l => l with { Steps = 2 }).UseJournal(journal).Build();
            return (await reasoner.ReasonAsync("q")).Usage.Tokens with { Restored = 0, Spared = 0 };
        }

        var whole = new MemoryJournal();
        var undisturbed = await RunAsync(whole);

        undisturbed.Prompt.Should().Be(1 + (6 * new CertaintyProbingOptions().Suffix.Length));
        for (var lost = 1; lost <= 6; lost++)
            (await RunAsync(new MemoryJournal(whole.Entries.Where((_, index) => index != lost)))).Should().Be(undisturbed, $"entry {lost} was lost");
    }

    [Fact]
    public async Task What_a_meter_measured_is_kept_with_the_call()
    {
        var whole = new MemoryJournal();
        Task<ReasoningResult> RunAsync(double watts) => Reasoner.For(ScriptedGenerator.FromAnswers("4")).UseSelfConsistency(o => o.Samples = 3).WithEnergy(new Meter(watts)).UseJournal(whole).Build().ReasonAsync("q");
        var metered = await RunAsync(watts: 7);

        var again = await RunAsync(watts: 1000);

        metered.Usage.Joules.Should().Be(21);
        again.Usage.Joules.Should().Be(21);
        again.Recovered.Joules.Should().Be(21);
    }

    // Every limit, and every kind of judge in turn: all of both take minutes.
    private static Task<LimitedSearch[]> SearchesAsync(string name) => Task.WhenAll(LimitedSearch.Limits.Select((limit, index) =>
        new LimitedSearch(name, (JudgeKind)((index + name.Length) % 3), Seed: 3, ByScores: index % 2 == 0).LimitedToAsync(limit, share: 0.6m)));

    // A call for each step, and one of each member for each step that some verdict was about.
    private static int ModelCalls(IEnumerable<JournalEntry> entries, JudgeKind judge)
    {
        var (steps, judged) = (0, new HashSet<string>());
        foreach (var entry in entries)
        {
            if (entry.Kind == JournalEntryKind.Step)
                steps++;
            if (entry.Kind != JournalEntryKind.Scores)
                continue;
            var place = ScoresRecord.Read(entry.Data.Span, "test").Place;
            for (var end = place.Length; end > 0; end = place.LastIndexOf('.', end - 1))
                judged.Add(place[..end]);
        }

        return steps + (judged.Count * CachedModels.NamesOf(judge).Count);
    }

    private sealed class Meter(double joules) : EnergySource
    {
        public override ModelEnergy? Find(string? model) => new();

        public override double? Measured(string? model, TokenUsage tokens) => joules;
    }
}
