using System.Text;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Tests.Decoding;

public sealed class LanguageModelTests
{
    private static readonly StepOptions Greedy = new() { Sampling = SamplingOptions.Greedy, MaxTokens = 32 };

    [Fact]
    public async Task A_step_ends_with_its_delimiter_even_inside_a_token()
    {
        using var tiny = Scripted("hi", out var root, "o", "k", "a\n", "\nb");
        var step = await tiny.Model.GenerateStepAsync(root, 0, Greedy);
        step.Text.Should().Be("oka\n\nb");
        step.Finish.Should().Be(StepFinish.Delimiter);
        step.Tokens.Should().Equal(tiny.Id("o"), tiny.Id("k"), tiny.Id("a\n"), tiny.Id("\nb"));
        step.LogProbabilities.Length.Should().Be(4);
        step.Usage.Should().Be(new TokenUsage(Prompt: 2, CachedPrompt: 0, Generated: 4));
    }

    [Fact]
    public async Task A_delimiter_that_ended_a_step_does_not_end_the_next_one()
    {
        using var tiny = Scripted("hi", out var root, "o", "\n\n", "\n", "k", "\n\n");
        var first = await tiny.ExtendAsync(root, Greedy);
        var second = await tiny.ExtendAsync(first, Greedy);
        (first.Text, second.Step!.Text).Should().Be(("o\n\n", "\nk\n\n"));
    }

    [Fact]
    public async Task A_step_never_ends_inside_a_character_by_a_delimiter()
    {
        using var tiny = new TinyModel(bias: TinyModel.Script(2, '\n', TinyModel.NewlineAndHalf, 0xA9, 'z'));
        var step = await tiny.Model.GenerateStepAsync(ReasoningPath.Root("hi", 1), 0, Greedy);
        (step.Text, step.Finish).Should().Be(("\n\né", StepFinish.Delimiter));
    }

    [Fact]
    public async Task A_character_cut_by_the_token_limit_belongs_to_the_next_step()
    {
        using var tiny = new TinyModel(bias: TinyModel.Script(2, 'a', 0xC3, 0xA9, 'c', 'd'));
        var first = await tiny.ExtendAsync(ReasoningPath.Root("hi", 1), Greedy with { MaxTokens = 2 });
        var second = await tiny.ExtendAsync(first, Greedy with { MaxTokens = 2 });
        (first.Step!.Text, second.Step!.Text).Should().Be(("a", "éc"));
        var restored = await tiny.Model.GenerateStepAsync(Rebuild(first, step => step with { Continuation = null }), 0, Greedy with { MaxTokens = 2 });
        restored.Text.Should().Be("éc");
    }

    [Fact]
    public async Task Stop_sequences_end_the_path_and_may_span_steps()
    {
        using var tiny = Scripted("hi", out var root, "o", "\n\n", "Q", ":", "z");
        var options = Greedy with { StopSequences = ["\n\nQ:"] };
        var first = await tiny.ExtendAsync(root, options);
        first.Step!.Finish.Should().Be(StepFinish.Delimiter);
        var second = await tiny.ExtendAsync(first, options);
        (second.Step!.Text, second.Step.Finish).Should().Be(("Q:", StepFinish.EndOfText));
        second.Step.Continuation.Should().BeNull();
        second.IsComplete.Should().BeTrue();
    }

    [Fact]
    public async Task End_of_text_is_a_token_of_the_step_and_no_text()
    {
        using var tiny = Scripted("hi", out var root, "o", "<|end|>");
        var step = await tiny.Model.GenerateStepAsync(root, 0, Greedy);
        (step.Text, step.Finish).Should().Be(("o", StepFinish.EndOfText));
        step.Tokens.Should().Equal('o', TinyModel.End);
    }

    [Fact]
    public async Task Empty_delimiters_make_the_answer_one_step()
    {
        using var tiny = Scripted("hi", out var root, "a\n", "\nb", "<|end|>");
        (await tiny.Model.GenerateStepAsync(root, 0, Greedy with { Delimiters = [] })).Text.Should().Be("a\n\nb");
    }

    [Fact]
    public async Task A_path_without_its_cache_gives_the_same_step()
    {
        using var tiny = new TinyModel();
        using var other = new TinyModel();
        var options = new StepOptions { MaxTokens = 7 };
        var path = ReasoningPath.Root("What is 1 + 1?", 5);
        for (var depth = 0; depth < 4 && path.IsOpen; depth++)
        {
            var step = await tiny.Model.GenerateStepAsync(path, depth, options);
            var bare = Rebuild(path, step => step with { Continuation = null });
            var foreign = await other.Model.GenerateStepAsync(path, depth, options);
            var restored = await tiny.Model.GenerateStepAsync(bare, depth, options);
            restored.Tokens.Should().Equal(step.Tokens).And.Equal(foreign.Tokens);
            restored.Text.Should().Be(step.Text);
            restored.LogProbabilities.Should().Equal(step.LogProbabilities);
            path = path.Extend(depth, step);
        }

        tiny.Model.Release(path);
        tiny.Model.Release(path);
        if (path.IsOpen)
            (await tiny.Model.GenerateStepAsync(path, 0, options)).Tokens.Should().Equal((await other.Model.GenerateStepAsync(path, 0, options)).Tokens);
    }

    [Fact]
    public async Task A_step_written_by_somebody_else_is_encoded_and_reads_its_own_tokens_only()
    {
        using var tiny = new TinyModel(bias: NeverEnd);
        var first = await tiny.ExtendAsync(ReasoningPath.Root("What?", 5), new() { MaxTokens = 9 });
        first.IsOpen.Should().BeTrue();
        var forced = first.Extend(1, new ReasoningStep { Text = "Wait", Finish = StepFinish.Delimiter });
        var rows = tiny.Executor.RowsRun;
        var step = await tiny.Model.GenerateStepAsync(forced, 0, new() { MaxTokens = 1 });
        (tiny.Executor.RowsRun - rows).Should().Be(5, "the pending token and three letters are read, and the last letter is fed to draw");
        int[] context = [.. tiny.Tokenizer.Encode("What?"), .. first.Step!.Tokens, .. tiny.Tokenizer.Encode("Wait")];
        step.Tokens.Single().Should().Be(new Sampler().Sample(tiny.Executor.Logits(context), tiny.Tokenizer.VocabularySize, [], new(), forced.Random.Child(0).Uniform(0)).Id);
    }

    [Fact]
    public async Task Siblings_draw_differently_and_reproducibly()
    {
        using var tiny = new TinyModel();
        var root = ReasoningPath.Root("Question", 9);
        var options = new StepOptions { MaxTokens = 12, Delimiters = [] };
        var siblings = await Task.WhenAll(Enumerable.Range(0, 32).Select(ordinal => tiny.Model.GenerateStepAsync(root, ordinal, options)));
        siblings.Select(step => string.Join(' ', step.Tokens)).Distinct().Should().HaveCount(32);
        siblings.Sum(step => step.Usage.Prompt).Should().Be(8);
        using var fresh = new TinyModel();
        (await fresh.Model.GenerateStepAsync(root, 17, options)).Tokens.Should().Equal(siblings[17].Tokens);
    }

    [Fact]
    public async Task Chat_templates_frame_the_prompt_and_users_cannot_forge_turns()
    {
        int[]? seen = null;
        using var tiny = new TinyModel(chat: true, bias: (context, _) => seen = context);
        var encode = (string text) => tiny.Tokenizer.Encode(text, addSpecialTokens: false);
        await tiny.Model.GenerateStepAsync(ReasoningPath.Root("hi", 1), 0, Greedy with { MaxTokens = 1 });
        seen.Should().Equal(encode("<|start|>user\nhi<|end|>\n<|start|>assistant\n"));

        await tiny.Model.GenerateStepAsync(ReasoningPath.Root("<|end|>", 1), 0, Greedy with { MaxTokens = 1 });
        seen!.Count(token => token == TinyModel.End).Should().Be(1);
        tiny.Tokenizer.Decode(seen).Should().Be("<|start|>user\n<|end|><|end|>\n<|start|>assistant\n");

        var prompt = new Prompt([new(PromptRole.System, "S"), new(PromptRole.User, "U"), new(PromptRole.Assistant, "So")]);
        await tiny.Model.GenerateStepAsync(ReasoningPath.Root(prompt, 1), 0, Greedy with { MaxTokens = 1 });
        tiny.Tokenizer.Decode(seen).Should().Be("<|start|>system\nS<|end|>\n<|start|>user\nU<|end|>\n<|start|>assistant\nSo");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_beginning_token_is_written_once(bool chat)
    {
        int[]? seen = null;
        using var tiny = new TinyModel(chat: chat, beginning: true, bias: (context, _) => seen = context);
        await tiny.Model.GenerateStepAsync(ReasoningPath.Root("hi", 1), 0, Greedy with { MaxTokens = 1 });
        seen![0].Should().Be(TinyModel.Beginning);
        seen.Count(token => token == TinyModel.Beginning).Should().Be(1);
    }

    [Fact]
    public async Task Plain_prompts_are_the_messages_with_blank_lines_between()
    {
        int[]? seen = null;
        using var tiny = new TinyModel(new() { Prompting = Prompting.Plain }, chat: true, bias: (context, _) => seen = context);
        await tiny.Model.GenerateStepAsync(ReasoningPath.Root(new Prompt([new(PromptRole.System, "S"), new(PromptRole.User, "<|end|>")]), 1), 0, Greedy with { MaxTokens = 1 });
        seen.Should().Equal(Encoding.UTF8.GetBytes("S\n\n<|end|>").Select(value => (int)value), "control tokens in a message stay text");
    }

    [Fact]
    public async Task Padding_ids_are_never_drawn()
    {
        using var tiny = new TinyModel(padding: 40, bias: (_, logits) => logits.AsSpan(^40..).Fill(50));
        var step = await tiny.Model.GenerateStepAsync(ReasoningPath.Root("hi", 1), 0, new() { MaxTokens = 20, Delimiters = [] });
        step.Tokens.Should().OnlyContain(token => token < tiny.Tokenizer.VocabularySize);
    }

    [Fact]
    public async Task The_context_limit_closes_the_path()
    {
        using var tiny = new TinyModel(new() { ContextLength = 12 }, bias: NeverEnd);
        var path = await tiny.ExtendAsync(ReasoningPath.Root("12345678", 1), Greedy with { Delimiters = [] });
        path.Step!.Finish.Should().Be(StepFinish.ContextLimit);
        path.Step.Tokens.Length.Should().Be(4);
        path.IsOpen.Should().BeFalse();
        var full = ReasoningPath.Root("12345678", 1).Extend(0, new ReasoningStep { Text = "abcd", Finish = StepFinish.Delimiter });
        var step = await tiny.Model.GenerateStepAsync(full, 0, Greedy);
        (step.Finish, step.Tokens.Length).Should().Be((StepFinish.ContextLimit, 0));
    }

    [Fact]
    public async Task Wrong_arguments_are_named()
    {
        using var tiny = new TinyModel(new() { ContextLength = 8 });
        var root = ReasoningPath.Root("hi", 1);
        Func<Task> Generate(ReasoningPath path, StepOptions? options = null) => () => tiny.Model.GenerateStepAsync(path, 0, options ?? Greedy);
        await Generate(ReasoningPath.Root("", 1)).Should().ThrowAsync<ArgumentException>().WithMessage("*prompt is empty*");
        await Generate(ReasoningPath.Root("12345678", 1)).Should().ThrowAsync<ArgumentException>().WithMessage("*8 tokens*context 8*");
        await Generate(root, new() { MaxTokens = 0 }).Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage("*MaxTokens is 0*");
        await Generate(root, new() { Sampling = new() { TopP = 1.5 } }).Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage("*TopP is 1.5*");
        await Generate(root, new() { Sampling = new() { Temperature = double.NaN } }).Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage("*Temperature is NaN*");
        await Generate(root, new() { StopSequences = [""] }).Should().ThrowAsync<ArgumentException>().WithMessage("*empty*");
        await Generate(root.Extend(0, new ReasoningStep { Text = "x", Finish = StepFinish.Delimiter, Tokens = [9999] })).Should().ThrowAsync<ArgumentException>().WithMessage("*id 9999*");
        await Generate(root.Extend(0, new ReasoningStep { Text = "x", Finish = StepFinish.EndOfText })).Should().ThrowAsync<ArgumentException>().WithMessage("*EndOfText*");
        await FluentActions.Awaiting(() => tiny.Model.GenerateStepAsync(root, 0, Greedy, new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();
        FluentActions.Invoking(() => new TinyModel(new() { Prompting = Prompting.Chat })).Should().Throw<ArgumentException>().WithMessage("*no chat template*");
        FluentActions.Invoking(() => new TinyModel(new() { ContextLength = 5000 })).Should().Throw<ArgumentException>().WithMessage("*5000*4096*");
        FluentActions.Invoking(() => new TinyModel(new() { MaxConcurrency = 256 })).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*TokensPerPass*");
        using var classifier = new TinyModel(outputs: 2);
        await FluentActions.Awaiting(() => classifier.Model.GenerateStepAsync(root, 0, Greedy)).Should().ThrowAsync<InvalidOperationException>().WithMessage("*2 outputs*");
    }

    [Fact]
    public async Task Scores_of_steps_are_the_generators_log_probabilities_and_read_each_step_once()
    {
        using var tiny = new TinyModel(bias: NeverEnd);
        using var judge = new TinyModel(bias: NeverEnd);
        var options = new StepOptions { MaxTokens = 6, Delimiters = [] };
        var path = ReasoningPath.Root("Question", 3);
        var read = 0L;
        for (var depth = 0; depth < 3; depth++)
        {
            path = await tiny.ExtendAsync(path, options);
            path.IsOpen.Should().BeTrue();
            var before = judge.Executor.RowsRun;
            var score = await judge.Model.ScoreStepAsync(path);
            read = judge.Executor.RowsRun - before;
            score.Tokens.Should().Equal(path.Step!.Tokens);
            score.LogProbabilities.Should().Equal(path.Step.LogProbabilities);
            score.Usage.Verified.Should().Be(6);
        }

        read.Should().Be(6);
        var raw = await judge.Model.ScoreAsync(judge.Tokenizer.Encode("Question"), path.Steps.SelectMany(step => step.Tokens).ToArray());
        raw.LogProbabilities.Should().Equal(path.Steps.SelectMany(step => step.LogProbabilities));
        for (var node = path; node is not null; node = node.Parent)
            judge.Model.Release(node);
        await SettleAsync(judge.Model);
    }

    [Fact]
    public async Task A_judge_with_another_vocabulary_reads_the_text()
    {
        using var judge = new TinyModel();
        var path = ReasoningPath.Root("Q", 3).Extend(0, new ReasoningStep { Text = "abc", Finish = StepFinish.Delimiter, Tokens = [70_000] });
        (await judge.Model.ScoreStepAsync(path, retokenize: true)).Tokens.Should().Equal('a', 'b', 'c');
        await judge.Invoking(it => it.Model.ScoreStepAsync(path)).Should().ThrowAsync<ArgumentException>().WithMessage("*70000*");
        await judge.Invoking(it => it.Model.ScoreStepAsync(path.Parent!)).Should().ThrowAsync<ArgumentException>().WithMessage("*no step*");
        await judge.Invoking(it => it.Model.ScoreAsync(default, new[] { 1 })).Should().ThrowAsync<ArgumentException>().WithMessage("*context is empty*");
    }

    [Fact]
    public async Task A_search_leaves_nothing_behind()
    {
        using var tiny = new TinyModel(new() { KvMemoryLimit = 4000, ContextLength = 200 });
        var options = new StepOptions { MaxTokens = 5 };
        await Parallel.ForAsync(0, 50, async (number, cancellation) =>
        {
            var path = ReasoningPath.Root($"Question {number % 5}", (ulong)number);
            var paths = new List<ReasoningPath>();
            for (var depth = 0; depth < 5 && path.IsOpen; depth++)
            {
                var steps = await Task.WhenAll(Enumerable.Range(0, 4).Select(ordinal => tiny.Model.GenerateStepAsync(path, ordinal, options, cancellation)));
                paths.AddRange(steps.Select((step, ordinal) => path.Extend(ordinal, step)));
                path = paths.FindLast(candidate => candidate.IsOpen) ?? path;
            }

            paths.ForEach(tiny.Model.Release);
        }).WaitAsync(TimeSpan.FromSeconds(60));
        await SettleAsync(tiny.Model);
        tiny.Model.Memory.WeightBytes.Should().Be(1000);
        tiny.Model.Memory.KvBytesPerToken.Should().Be(10);
    }

    [Fact]
    public async Task Disposal_is_idempotent_and_later_calls_say_so()
    {
        var tiny = new TinyModel();
        await tiny.Model.DisposeAsync();
        tiny.Model.Dispose();
        await tiny.Model.DisposeAsync();
        await tiny.Invoking(it => it.Model.GenerateStepAsync(ReasoningPath.Root("hi", 1), 0, Greedy)).Should().ThrowAsync<ObjectDisposedException>();
    }

    private static void NeverEnd(int[] context, float[] logits) => logits[TinyModel.End] = -100;

    private static TinyModel Scripted(string prompt, out ReasoningPath root, params string[] words)
    {
        using var spelling = new TinyModel();
        root = ReasoningPath.Root(prompt, 1);
        return new(bias: TinyModel.Script(prompt.Length, [.. words.Select(spelling.Id)]));
    }

    private static ReasoningPath Rebuild(ReasoningPath path, Func<ReasoningStep, ReasoningStep> change) =>
        path.Parent is null ? path : Rebuild(path.Parent, change).Extend(path.Ordinal, change(path.Step!));

    private static async Task SettleAsync(LanguageModel model)
    {
        for (var attempt = 0; attempt < 2000 && model.Memory.Cache.HeldPages > 0; attempt++)
            await Task.Delay(1);
        model.Memory.Cache.HeldPages.Should().Be(0, $"nothing should be held, but the cache is {model.Memory.Cache}");
    }
}
