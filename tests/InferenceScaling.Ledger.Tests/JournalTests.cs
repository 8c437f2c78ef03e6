using InferenceScaling.Answers;
using InferenceScaling.Budgets;
using InferenceScaling.Durability;
using InferenceScaling.Models;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Beam;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.RewardBalancedTree;

namespace InferenceScaling.Ledger.Tests;

/// <summary>Searches on real weights that are cut and go on: the cache of the first process is gone, and nothing else.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ledger-journal").FullName;

    public static TheoryData<string> Strategies => ["best of N", "beam", "REBASE"];

    public static TheoryData<string, string> Limited => new() { { "best of N", "read" }, { "best of N", "verified" }, { "beam", "read" }, { "beam", "in all" }, { "REBASE", "read" }, { "REBASE", "verified" } };

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_resumed_search_gives_the_same_answer_bit_for_bit(string strategy)
    {
        var problem = LedgerProblems.HeldOut[250].Problem;
        var undisturbed = await RunAsync(strategy, problem, journalPath: null, stopAfter: int.MaxValue);
        foreach (var stopAfter in (int[])[1, 7, 20])
        {
            var path = Path.Combine(_folder, $"{strategy}{stopAfter}");
            await Record.ExceptionAsync(() => RunAsync(strategy, problem, path, stopAfter));

            // Another model: no step has a place in its cache.
            var resumed = await RunAsync(strategy, problem, path, stopAfter: int.MaxValue);

            resumed.Recovered.GeneratorCalls.Should().BeGreaterThanOrEqualTo(stopAfter);
            resumed.Usage.Tokens.Restored.Should().BePositive("the first model's cache is gone");
            Steps(resumed).Should().Equal(Steps(undisturbed));
            Comparable(resumed).Should().Be(Comparable(undisturbed));
        }
    }

    [Theory]
    [MemberData(nameof(Limited))]
    public async Task A_limit_on_what_is_read_cuts_a_resumed_search_where_it_cut_the_undisturbed_one(string strategy, string limit)
    {
        var problem = LedgerProblems.HeldOut[250].Problem;
        var free = (await RunAsync(strategy, problem, journalPath: null, stopAfter: int.MaxValue)).Usage.Tokens;
        Budget[] budgets = limit switch
        {
            // Worst cases are of whole paths, whose length depends on the weights: the largest that cuts.
            "read" => [.. Enumerable.Range(4, 13).Reverse().Select(quarters => new Budget().TokensRead(quarters * free.Prompt / 4))],
            "verified" => [new Budget().TokensVerified(free.Verified * 2 / 3)],
            _ => [new Budget().TokensInAll(free.Computed * 2 / 3)],
        };
        var (budget, undisturbed) = (Budget.Unlimited, default(ReasoningResult));
        for (var place = 0; place < budgets.Length && undisturbed?.Limit is null; place++)
            (budget, undisturbed) = (budgets[place], await RunAsync(strategy, problem, journalPath: null, stopAfter: int.MaxValue, budgets[place]));
        undisturbed!.Limit.Should().NotBeNull("a limit that does not bind shows nothing");
        foreach (var stopAfter in (int[])[1, (int)undisturbed.Usage.GeneratorCalls * 2 / 3])
        {
            var path = Path.Combine(_folder, $"{strategy}{limit}{stopAfter}");
            await Record.ExceptionAsync(() => RunAsync(strategy, problem, path, stopAfter, budget));

            var resumed = await RunAsync(strategy, problem, path, stopAfter: int.MaxValue, budget);

            resumed.Recovered.GeneratorCalls.Should().BeGreaterThanOrEqualTo(stopAfter);
            Comparable(resumed).Should().Be(Comparable(undisturbed));
            Steps(resumed).Should().Equal(Steps(undisturbed));
        }
    }

    [Fact]
    public async Task A_replay_needs_no_weights()
    {
        var problem = LedgerProblems.HeldOut[250].Problem;
        var path = Path.Combine(_folder, "replay");
        var live = await RunAsync("beam", problem, path, stopAfter: int.MaxValue);
        await using var journal = FileJournal.OpenRead(path);
        var replay = await JournalReplay.LoadAsync(journal);

        var replayed = await Build("beam", Reasoner.For(replay.Generator).WithVerifier(replay.Verifier)).ReasonAsync(new() { Prompt = problem, Seed = 3 });

        Comparable(replayed).Should().Be(Comparable(live with { Usage = live.Usage with { KvBytes = null } }), "only memory is not held");
        replayed.Usage.Tokens.Should().Be(live.Usage.Tokens);
    }

    [Fact]
    public async Task Models_of_other_weights_and_layouts_have_other_identities()
    {
        await using var model = LedgerModel.Load();
        await using var again = LedgerModel.Load();
        await using var verifier = LedgerVerifier.Load();
        await using var bf16 = LedgerModel.Load(Backend.Cpu(new() { WeightType = WeightType.BF16 }));

        again.Identity.Should().Be(model.Identity);
        new[] { model.Identity, verifier.Identity, bf16.Identity }.Should().OnlyHaveUniqueItems();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IReasoner Build(string strategy, ReasonerBuilder builder) => (strategy switch
    {
        "beam" => builder.UseBeamSearch(o => (o.Width, o.Branching) = (6, 3)),
        "REBASE" => builder.UseRewardBalancedTreeSearch(o => o.Width = 6),
        _ => builder.UseBestOfN(o => o.Samples = 5),
    }).Answering(AnswerDomain.Number).Build();

    private static async Task<ReasoningResult> RunAsync(string strategy, string problem, string? journalPath, int stopAfter, Budget? budget = null)
    {
        await using var model = LedgerModel.Load();
        await using var verifier = LedgerVerifier.Load();
        using var cancel = new CancellationTokenSource();
        await using var journal = journalPath is null ? null : FileJournal.Open(journalPath);
        var builder = Reasoner.For(model).WithVerifier(verifier);
        if (journal is not null)
            builder.UseJournal(journal);
        using var reasoner = Build(strategy, builder);
        ReasoningResult? result = null;
        var steps = 0;
        await foreach (var update in reasoner.ReasonStreamingAsync(new() { Prompt = problem, Seed = 3, Budget = budget ?? Budget.Unlimited }, cancel.Token))
        {
            if (update is StepProduced && ++steps == stopAfter)
                await cancel.CancelAsync();
            result = (update as ReasoningCompleted)?.Result ?? result;
        }

        return result!;
    }

    private static IEnumerable<string> Steps(ReasoningResult result) => result.Candidates.SelectMany(candidate => candidate.Path.Steps).Select(step =>
        $"{step.Text}|{step.Finish}|{string.Join(' ', step.Tokens)}|{string.Join(' ', step.LogProbabilities.Select(BitConverter.SingleToInt32Bits))}|{string.Join(' ', step.SamplingLogProbabilities.Select(BitConverter.SingleToInt32Bits))}");

    // What is read again is told apart, and nothing else may differ.
    private static string Comparable(ReasoningResult result) =>
        (result with { Usage = result.Usage with { Duration = default, Tokens = result.Usage.Tokens with { Restored = 0, Spared = 0 } }, Recovered = default }).ToJson();
}
