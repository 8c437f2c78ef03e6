using InferenceScaling.Allocation.Routing;
using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Durability;

/// <summary>A prompt's hidden state is journaled as other calls are.</summary>
public class PromptStateJournalTests
{
    [Fact]
    public async Task A_state_is_read_once_whatever_restarts()
    {
        var whole = new MemoryJournal();
        var (first, policy) = (new Reader("a"), new Seen());
        var undisturbed = await AskAsync(first, whole, policy);
        first.Calls.Should().Be(1);
        whole.Entries.Count(entry => entry.Kind == JournalEntryKind.State).Should().Be(1);
        for (var kept = 1; kept <= whole.Entries.Count; kept++)
        {
            var (reader, seen) = (new Reader("a"), new Seen());
            var isKept = whole.Entries.Take(kept).Any(entry => entry.Kind == JournalEntryKind.State);

            var resumed = await AskAsync(reader, new MemoryJournal(whole.Entries.Take(kept)), seen);

            (reader.Calls, reader.Recalled).Should().Be(isKept ? (0, 1) : (1, 0));
            seen.Features.Should().Equal(policy.Features);
            resumed.Usage.Tokens.Should().Be(undisturbed.Usage.Tokens);
            resumed.Recovered.Tokens.Prompt.Should().Be(isKept ? Reader.Tokens : 0);
        }
    }

    [Fact]
    public async Task Another_reader_makes_another_request()
    {
        var whole = new MemoryJournal();
        await AskAsync(new Reader("a"), whole, new Seen());

        await FluentActions.Awaiting(() => AskAsync(new Reader("b"), whole, new Seen())).Should().ThrowAsync<JournalConflictException>().WithMessage("*PromptReader = 'a'*'b'*");
    }

    [Fact]
    public async Task A_replay_gives_the_state_without_the_model()
    {
        var whole = new MemoryJournal();
        var recorded = new Seen();
        var live = await AskAsync(new Reader("a"), whole, recorded);
        var replay = await JournalReplay.LoadAsync(whole);
        var policy = new Seen();

        var replayed = await AskAsync(replay.PromptReader, journal: null, policy, replay.Generator);

        (replay.Steps, replay.Verdicts, replay.States).Should().Be((3, 0, 1));
        policy.Features.Should().Equal(recorded.Features);
        (replayed.Answer, replayed.Usage.Tokens).Should().Be((live.Answer, live.Usage.Tokens));
        await FluentActions.Awaiting(() => replay.PromptReader.ReadPromptAsync(ReasoningPath.Root("another", 0))).Should().ThrowAsync<CallNotRecordedException>().WithMessage("*3 steps, 0 verdicts and 1 states*record again*");
    }

    private static Task<ReasoningResult> AskAsync(IPromptReader reader, MemoryJournal? journal, Seen policy, IStepGenerator? generator = null)
    {
        var builder = Reasoner.For(generator ?? ScriptedGenerator.FromAnswers("4"))
            .UseRoutedSearch(o => (o.Arms, o.Policy, o.PromptReader, o.ProbeSamples) = ([new("majority of 2", new SelfConsistencySearch(new() { Samples = 2 }))], policy, reader, 1));
        return (journal is null ? builder : builder.UseJournal(journal)).Build().ReasonAsync(new() { Prompt = "q", Id = "the request" });
    }

    private sealed class Reader(string name) : IPromptReader
    {
        public const int Tokens = 7;

        public string Identity => name;

        public int Calls { get; private set; }

        public int Recalled { get; private set; }

        public Task<PromptState> ReadPromptAsync(ReasoningPath root, CancellationToken cancellationToken = default)
        {
            root.Depth.Should().Be(0);
            Calls++;
            return Task.FromResult(new PromptState([0.25f, -3f], new(Prompt: Tokens)));
        }

        public void Recall(ReasoningPath root, PromptState state)
        {
            (root.Depth, state.Values.Length).Should().Be((0, 2));
            Recalled++;
        }
    }

    private sealed class Seen : IArmPolicy
    {
        public IReadOnlyList<double> Features { get; private set; } = [];

        public void CheckArms(IReadOnlyList<string> arms)
        {
        }

        public ArmChoice Choose(ArmContext context)
        {
            Features = [.. context.Features];
            return new(0, "as always");
        }
    }
}
