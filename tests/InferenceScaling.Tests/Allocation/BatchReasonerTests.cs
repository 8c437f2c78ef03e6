using InferenceScaling.Allocation.Batching;
using InferenceScaling.Answers;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Allocation;

public class BatchReasonerTests
{
    private static readonly ReasoningRequest[] Requests = [.. Enumerable.Range(0, 12).Select(index => new ReasoningRequest { Prompt = $"{(index % 3 == 0 ? "easy" : index % 3 == 1 ? "doubtful" : "hopeless")} {index}", Seed = (ulong)index })];

    [Fact]
    public async Task Doubtful_questions_get_what_easy_ones_leave_and_the_budget_holds()
    {
        var generator = new ScriptedGenerator(Answer);
        var batch = Prepare(generator).BuildBatch(o => o.MeanSamples = 8);

        var results = await batch.ReasonAsync(Requests);

        results.Sum(result => result.Candidates.Length).Should().BeLessThanOrEqualTo(12 * 8).And.BeGreaterThan(12 * 7);
        generator.Calls.Should().Be(results.Sum(result => result.Candidates.Length));
        generator.LivePaths.Should().Be(0);
        Mean(0).Should().BeLessThan(Mean(1));
        results.Should().OnlyContain(result => result.Candidates.Length >= 2 && result.Finish == ReasoningFinish.Completed);
        results[0].Notes.Should().ContainSingle().Which.Should().EndWith("rounds").And.Contain("of the batch's 96 samples");

        double Mean(int kind) => results.Where((_, index) => index % 3 == kind).Average(result => result.Candidates.Length);
    }

    [Fact]
    public async Task With_a_verifier_a_solved_question_gets_no_more()
    {
        var batch = Prepare(new(Answer)).WithVerifier(new ScriptedVerifier(path => path.Text.EndsWith('1') ? 0.99 : 0.02)).BuildBatch(o => (o.MeanSamples, o.Gain) = (8, BatchGain.Verified()));

        var results = await batch.ReasonAsync(Requests);

        results.Where((_, index) => index % 3 == 0).Should().OnlyContain(result => result.Candidates.Length <= 3);
        results.Sum(result => result.Candidates.Length).Should().BeLessThanOrEqualTo(96);
    }

    [Fact]
    public async Task The_same_batch_gets_the_same_samples_whoever_comes_first()
    {
        var counts = new List<int[]>();
        for (var run = 0; run < 3; run++)
        {
            var slow = run;
            var generator = new ScriptedGenerator(Answer) { BeforeStep = async (path, ordinal, _) => { if ((ordinal + slow) % 3 == 1) await Task.Yield(); } };
            counts.Add([.. (await Prepare(generator).BuildBatch().ReasonAsync(Requests)).Select(result => result.Candidates.Length)]);
        }

        counts[1].Should().Equal(counts[0]);
        counts[2].Should().Equal(counts[0]);
    }

    [Fact]
    public async Task Nobody_waits_for_a_question_that_fails_and_nobody_fails_with_it()
    {
        var generator = new ScriptedGenerator((path, ordinal) => path.Prompt.ToString() == "easy 3" ? throw new InvalidOperationException("broken") : Answer(path, ordinal));

        var results = await Prepare(generator).BuildBatch().ReasonAsync(Requests);

        results[3].Answer.Should().BeNull();
        results[3].Failures.Should().Equal("broken");
        results.Where((_, index) => index != 3).Should().OnlyContain(result => result.Answer != null);
    }

    [Fact]
    public async Task Nobody_waits_after_a_cancellation()
    {
        using var source = new CancellationTokenSource();
        var calls = 0;
        var generator = new ScriptedGenerator(Answer) { BeforeStep = (_, _, token) => Interlocked.Increment(ref calls) < 30 ? Task.CompletedTask : Hang(token) };
        var run = () => Prepare(generator).BuildBatch().ReasonAsync(Requests, source.Token);

        await run.Should().ThrowAsync<OperationCanceledException>();
        generator.LivePaths.Should().Be(0);

        async Task Hang(CancellationToken token)
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        }
    }

    [Fact]
    public void A_gain_by_scores_asks_for_a_verifier() =>
        Prepare(new(Answer)).Invoking(b => b.BuildBatch(o => o.Gain = BatchGain.Verified())).Should().Throw<InvalidOperationException>().WithMessage("*verifier*");

    private static ReasonerBuilder Prepare(ScriptedGenerator generator) => Reasoner.For(generator).Answering(AnswerDomain.Number);

    private static ScriptedStep Answer(ReasoningPath path, int ordinal)
    {
        var lot = path.Random.Child(ordinal).Uniform(0);
        var answer = path.Prompt.ToString()[0] switch
        {
            'e' => 1,
            'd' => lot < 0.55 ? 1 : 2,
            _ => (int)(10 + (1000 * lot)),
        };
        return ScriptedStep.End($"Answer: {answer}");
    }
}
