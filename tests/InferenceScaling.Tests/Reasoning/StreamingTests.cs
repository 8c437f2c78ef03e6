using InferenceScaling.Answers;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Reasoning;

public class StreamingTests
{
    [Fact]
    public async Task The_stream_tells_steps_candidates_leaders_and_last_the_result()
    {
        var generator = new ScriptedGenerator((path, _) => path.Depth == 0 ? ScriptedStep.Continue("Think.\n") : ScriptedStep.End($"Answer: {path.Ordinal % 2}"));
        var updates = await Collect(Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 5).Answering(AnswerDomain.Number).Build());

        updates.OfType<StepProduced>().Should().HaveCount(10);
        updates.OfType<CandidateCompleted>().Should().HaveCount(5);
        updates.OfType<LeaderChanged>().Should().NotBeEmpty();
        updates[^1].Should().BeOfType<ReasoningCompleted>().Which.Result.Answer.Should().Be("0");
        updates.OfType<LeaderChanged>().Last().CanonicalAnswer.Should().Be("0");
        updates.Select(update => update.Usage.Tokens.Generated).Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task Steps_come_as_they_are_produced_not_at_the_end()
    {
        var gate = new TaskCompletionSource();
        var generator = new ScriptedGenerator((path, _) => path.Depth == 0 ? ScriptedStep.Continue("Think.\n") : ScriptedStep.End("Answer: 1"))
        {
            BeforeStep = (path, _, _) => path.Depth == 1 ? gate.Task : Task.CompletedTask,
        };

        await foreach (var update in Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 1).Build().ReasonStreamingAsync("q"))
        {
            // Only a stream that yields the first step while the second is still waiting gets here at all.
            if (update is StepProduced { Path.Depth: 1 })
                gate.SetResult();
        }

        gate.Task.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task A_cancelled_stream_yields_the_partial_result_and_then_throws()
    {
        using var cancellation = new CancellationTokenSource();
        var generator = new ScriptedGenerator((_, ordinal) => ScriptedStep.End($"Answer: {ordinal}"))
        {
            BeforeStep = (_, ordinal, cancellationToken) => ordinal == 0 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, cancellationToken),
        };
        var updates = new List<ReasoningUpdate>();

        var act = async () =>
        {
            await foreach (var update in Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 3).Build().ReasonStreamingAsync("q", cancellation.Token))
            {
                updates.Add(update);
                if (update is CandidateCompleted)
                    await cancellation.CancelAsync();
            }
        };

        await act.Should().ThrowAsync<OperationCanceledException>();
        var result = updates[^1].Should().BeOfType<ReasoningCompleted>().Which.Result;
        result.Finish.Should().Be(ReasoningFinish.Cancelled);
        result.Answer.Should().Be("0");
        generator.LivePaths.Should().Be(0);
    }

    [Fact]
    public async Task Leaving_the_stream_ends_the_search()
    {
        var generator = new ScriptedGenerator((_, ordinal) => ScriptedStep.End($"Answer: {ordinal}"))
        {
            BeforeStep = (_, ordinal, cancellationToken) => ordinal == 0 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, cancellationToken),
        };

        await foreach (var update in Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 3).Build().ReasonStreamingAsync("q"))
            break;

        generator.LivePaths.Should().Be(0);
    }

    [Fact]
    public async Task A_failure_of_everything_reaches_the_reader_of_the_stream()
    {
        var generator = new ScriptedGenerator((_, _) => ScriptedStep.End("")) { BeforeStep = (_, _, _) => throw new IOException("no model") };

        var act = () => Collect(Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 3).Build());

        await act.Should().ThrowAsync<IOException>().WithMessage("no model");
    }

    [Fact]
    public async Task A_cancelled_request_throws()
    {
        using var cancellation = new CancellationTokenSource();
        var generator = new ScriptedGenerator((_, _) => ScriptedStep.End("")) { BeforeStep = (_, _, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken) };

        var run = Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 3).Build().ReasonAsync("q", cancellation.Token);
        await cancellation.CancelAsync();

        await FluentActions.Awaiting(() => run).Should().ThrowAsync<OperationCanceledException>();
        generator.LivePaths.Should().Be(0);
    }

    private static async Task<List<ReasoningUpdate>> Collect(IReasoner reasoner)
    {
        var updates = new List<ReasoningUpdate>();
        await foreach (var update in reasoner.ReasonStreamingAsync("q"))
            updates.Add(update);
        return updates;
    }
}
