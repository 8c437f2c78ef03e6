using InferenceScaling.Paths;

namespace InferenceScaling.Models.Tests.Decoding;

/// <summary>What a model counts as read depends on the search alone; what it has truly read is told beside it.</summary>
public sealed class LanguageModelReadingTests
{
    private static readonly StepOptions Steps = new() { MaxTokens = 6, Delimiters = [] };

    [Fact]
    public async Task A_prompt_counts_once_a_search_whatever_others_have_left_in_the_cache()
    {
        using var tiny = new TinyModel(bias: NeverEnd);
        await tiny.Model.GenerateStepAsync(ReasoningPath.Root("Question", 1), 0, Steps);
        var root = ReasoningPath.Root("Question", 2);

        var first = await tiny.Model.GenerateStepAsync(root, 0, Steps);
        var second = await tiny.Model.GenerateStepAsync(root, 1, Steps);

        first.Usage.Should().Be(new TokenUsage(Prompt: 8, Generated: 6) { Spared = 8 });
        second.Usage.Should().Be(new TokenUsage(CachedPrompt: 8, Generated: 6));
    }

    [Fact]
    public async Task What_was_evicted_is_read_again_and_does_not_count()
    {
        using var tiny = new TinyModel(new() { CachedPrompts = 0 }, bias: NeverEnd);
        var root = ReasoningPath.Root("Question", 2);

        var first = await tiny.Model.GenerateStepAsync(root, 0, Steps);
        var second = await tiny.Model.GenerateStepAsync(root, 1, Steps);

        first.Usage.Should().Be(new TokenUsage(Prompt: 8, Generated: 6));
        second.Usage.Should().Be(new TokenUsage(CachedPrompt: 8, Generated: 6) { Restored = 8 });
    }

    [Fact]
    public async Task Steps_of_a_journal_count_as_those_of_the_process_that_made_them()
    {
        using var alone = new TinyModel(bias: NeverEnd);
        using var resumed = new TinyModel(bias: NeverEnd);
        var root = ReasoningPath.Root("Question", 2);
        var child = await ExtendAsync(alone, root, 0);
        var sibling = await ExtendAsync(alone, root, 1);
        var grandchild = await ExtendAsync(alone, child, 0);
        var written = child.Extend(1, new() { Text = "Wait", Finish = StepFinish.Delimiter });
        var corrected = await ExtendAsync(alone, written, 0);

        var again = ReasoningPath.Root("Question", 2);
        var childAgain = Recall(resumed, again, child);
        var siblingAgain = await ExtendAsync(resumed, again, 1);
        var grandchildAgain = await ExtendAsync(resumed, childAgain, 0);
        var correctedAgain = await ExtendAsync(resumed, childAgain.Extend(1, written.Step!), 0);

        Counted(siblingAgain).Should().Be(Counted(sibling)).And.Be(new TokenUsage(CachedPrompt: 8, Generated: 6));
        Counted(grandchildAgain).Should().Be(Counted(grandchild)).And.Be(new TokenUsage(Generated: 6));
        Counted(correctedAgain).Should().Be(Counted(corrected)).And.Be(new TokenUsage(Prompt: 4, CachedPrompt: 14, Generated: 6));
        (grandchildAgain.Step!.Text, correctedAgain.Step!.Text).Should().Be((grandchild.Step!.Text, corrected.Step!.Text));
        siblingAgain.Step!.Usage.Restored.Should().Be(8);
        grandchildAgain.Step.Usage.Restored.Should().BePositive();
    }

    [Fact]
    public async Task If_the_call_that_counted_a_prompt_was_lost_the_next_one_counts_it()
    {
        using var alone = new TinyModel(bias: NeverEnd);
        using var resumed = new TinyModel(bias: NeverEnd);
        var root = ReasoningPath.Root("Question", 2);
        await ExtendAsync(alone, root, 0);
        var sibling = await ExtendAsync(alone, root, 1);
        var again = ReasoningPath.Root("Question", 2);
        Recall(resumed, again, sibling);

        var made = await ExtendAsync(resumed, again, 0);
        var next = await ExtendAsync(resumed, again, 2);

        Counted(made).Should().Be(new TokenUsage(Prompt: 8, Generated: 6));
        Counted(next).Should().Be(new TokenUsage(CachedPrompt: 8, Generated: 6));
    }

    [Fact]
    public async Task A_failed_call_leaves_its_reading_to_the_next_one()
    {
        using var tiny = new TinyModel(bias: NeverEnd);
        using var stop = new CancellationTokenSource();
        var root = ReasoningPath.Root("Question", 2);
        var cancelled = tiny.Model.GenerateStepAsync(root, 0, Steps with { MaxTokens = 1000 }, stop.Token);
        await stop.CancelAsync();
        await FluentActions.Awaiting(() => cancelled).Should().ThrowAsync<OperationCanceledException>();

        Counted(await ExtendAsync(tiny, root, 1)).Prompt.Should().Be(8);
    }

    [Fact]
    public async Task Scores_count_as_in_the_process_that_gave_them()
    {
        using var writer = new TinyModel(bias: NeverEnd);
        using var alone = new TinyModel(bias: NeverEnd);
        using var resumed = new TinyModel(bias: NeverEnd);
        var first = await ExtendAsync(writer, ReasoningPath.Root("Question", 2), 0);
        var second = await ExtendAsync(writer, first, 0);
        foreach (var retokenize in (bool[])[false, true])
        {
            var (one, two) = (await alone.Model.ScoreStepAsync(first, retokenize), await alone.Model.ScoreStepAsync(second, retokenize));
            resumed.Model.RecallScore(first, one.Usage, retokenize);

            var again = await resumed.Model.ScoreStepAsync(second, retokenize);

            again.LogProbabilities.Should().Equal(two.LogProbabilities);
            (again.Usage with { Restored = 0 }).Should().Be(two.Usage).And.Be(new TokenUsage(Verified: again.Tokens.Length));
            again.Usage.Restored.Should().BePositive();
        }
    }

    [Fact]
    public async Task A_step_that_another_path_has_too_is_read_once_and_counts_for_both()
    {
        using var writer = new TinyModel(bias: NeverEnd);
        using var reader = new TinyModel(bias: NeverEnd);
        var step = (await ExtendAsync(writer, ReasoningPath.Root("Question", 2), 0)).Step!;
        var root = ReasoningPath.Root("Question", 2);
        var first = await reader.Model.ScoreStepAsync(root.Extend(0, step));
        var rows = reader.Executor.RowsRun;

        var second = await reader.Model.ScoreStepAsync(root.Extend(1, step));

        reader.Executor.RowsRun.Should().Be(rows);
        second.LogProbabilities.Should().Equal(first.LogProbabilities);
        first.Usage.Should().Be(new TokenUsage(Prompt: 8, Verified: 6));
        second.Usage.Should().Be(new TokenUsage(CachedPrompt: 8, Verified: 6) { Spared = 6 });
    }

    private static void NeverEnd(int[] context, float[] logits) => logits[TinyModel.End] = -100;

    private static TokenUsage Counted(ReasoningPath path) => path.Step!.Usage with { Restored = 0, Spared = 0 };

    private static async Task<ReasoningPath> ExtendAsync(TinyModel tiny, ReasoningPath path, int ordinal) => path.Extend(ordinal, await tiny.Model.GenerateStepAsync(path, ordinal, Steps));

    private static ReasoningPath Recall(TinyModel tiny, ReasoningPath parent, ReasoningPath made)
    {
        var path = parent.Extend(made.Ordinal, made.Step! with { Continuation = null });
        tiny.Model.Recall(path, path.Step!.Usage);
        return path;
    }
}
