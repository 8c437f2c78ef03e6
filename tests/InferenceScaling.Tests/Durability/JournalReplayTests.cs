using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Selection;
using InferenceScaling.Testing;
using InferenceScaling.Tests.Search;
using InferenceScaling.Verification;

namespace InferenceScaling.Tests.Durability;

public class JournalReplayTests
{
    public static TheoryData<string> Names => [.. StrategyCatalogue.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_journal_replays_every_strategy_without_its_models(string name)
    {
        var journal = new MemoryJournal();
        var live = await StrategyCatalogue.Use(name, new ScriptedGenerator(StrategyCatalogue.Steps), new ScriptedGenerator(StrategyCatalogue.Steps)).UseJournal(journal).Build().ReasonAsync("q");
        var replay = await JournalReplay.LoadAsync(journal);

        var replayed = await StrategyCatalogue.Use(name, replay.Generator, replay.Generator).WithVerifier(replay.Verifier).Build().ReasonAsync("q");

        Comparable(replayed).Should().Be(Comparable(live));
        (replay.Steps + replay.Verdicts).Should().Be(journal.Entries.Count - 2);
    }

    [Fact]
    public async Task What_was_not_recorded_is_refused_whatever_else_was()
    {
        var journal = new MemoryJournal();
        await AskAsync(ScriptedGenerator.FromAnswers("4"), journal, seed: 3, samples: 3);
        var replay = await JournalReplay.LoadAsync(journal);

        (await AskAsync(replay.Generator, journal: null, seed: 3, samples: 3)).Answer.Should().Be("4");
        await FluentActions.Awaiting(() => AskAsync(replay.Generator, null, seed: 4, samples: 3)).Should().ThrowAsync<CallNotRecordedException>().WithMessage("*3 steps and 0 verdicts*no step for place 0*record again*");
        await FluentActions.Awaiting(() => AskAsync(replay.Generator, null, seed: 3, samples: 4)).Should().ThrowAsync<CallNotRecordedException>().WithMessage("*no step for place 3*");
        await FluentActions.Awaiting(() => Reasoner.For(replay.Generator).WithVerifier(replay.Verifier).UseSelfConsistency(o => o.Samples = 3).SelectBy(AnswerSelector.WeightedVote).Build().ReasonAsync(new() { Prompt = "q", Seed = 3 }))
            .Should().ThrowAsync<CallNotRecordedException>().WithMessage("*no verdict for place*");
    }

    [Fact]
    public async Task A_replay_asks_for_confidences_if_the_recorded_verifier_read_them()
    {
        var journal = new MemoryJournal();
        ReasonerBuilder Prepare(IStepGenerator generator, IVerifier verifier) => Reasoner.For(generator).WithVerifier(verifier).UseSelfConsistency(o => o.Samples = 2).SelectBy(AnswerSelector.WeightedVote);
        await Prepare(new Sure(), new ConfidenceVerifier(ConfidenceMeasure.MeanProbability)).UseJournal(journal).Build().ReasonAsync("q");
        var replay = await JournalReplay.LoadAsync(journal);

        (await Prepare(replay.Generator, replay.Verifier).Build().ReasonAsync("q")).Answer.Should().Be("4");
    }

    [Fact]
    public async Task Two_models_that_answered_one_call_are_told_apart_by_request()
    {
        var journal = new MemoryJournal();
        await AskAsync(new Sure(), journal, seed: 0, samples: 2);
        await AskAsync(ScriptedGenerator.FromAnswers("5"), journal, seed: 0, samples: 2);

        await FluentActions.Awaiting(() => JournalReplay.LoadAsync(journal)).Should().ThrowAsync<JournalFormatException>().WithMessage("*two answers*pass its id*");
        var second = (await journal.ListRequestsAsync())[1];
        (await AskAsync((await JournalReplay.LoadAsync(journal, second.Id)).Generator, null, seed: 0, samples: 2)).Answer.Should().Be("5");
    }

    private static string Comparable(ReasoningResult result) => (result with { Usage = result.Usage with { Duration = default } }).ToJson();

    private static Task<ReasoningResult> AskAsync(IStepGenerator generator, MemoryJournal? journal, ulong seed, int samples)
    {
        var builder = Reasoner.For(generator).UseSelfConsistency(o => o.Samples = samples);
        return (journal is null ? builder : builder.UseJournal(journal)).Build().ReasonAsync(new() { Prompt = "q", Seed = seed });
    }

    private sealed class Sure : IStepGenerator
    {
        public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default) => Task.FromResult(new ReasoningStep
        {
            Text = "Answer: 4",
            Finish = StepFinish.EndOfText,
            Tokens = [1],
            LogProbabilities = [-0.1f],
            SamplingLogProbabilities = [-0.1f],
            Confidences = options.ConfidenceTokens > 0 ? [3f] : [],
            Usage = new(Generated: 1),
        });

        public void Release(ReasoningPath path)
        {
        }
    }
}
