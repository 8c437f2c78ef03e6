using System.Text.Json;
using InferenceScaling.Models.Constraints;
using InferenceScaling.Models.Tests.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Tests.Thinking;

public sealed class ThinkingGenerationTests
{
    private static readonly ThinkingOptions Tags = new() { OpenTag = "<think>", CloseTag = "</think>", AnswerTokens = 4 };
    private static readonly StepOptions Whole = new() { MaxTokens = 120, Delimiters = [], Sampling = SamplingOptions.Greedy };

    [Fact]
    public async Task Thinking_holds_its_cap_and_an_answer_follows()
    {
        using var tiny = new TinyModel(bias: Endless);
        var text = (await tiny.Model.GenerateStepAsync(Opened(), 0, Whole with { Thinking = Tags with { MaxTokens = 9 } })).Text;
        var parts = ThinkingText.Split(text, Tags);
        text.Should().StartWith("zzzzzzzzz</think>zzz");
        (parts.Thinking.Length, parts.Answer!.Length).Should().Be((9, 120 - 9 - 8));
    }

    [Fact]
    public async Task A_whole_answer_leaves_room_for_itself()
    {
        using var tiny = new TinyModel(bias: Endless);
        var step = await tiny.Model.GenerateStepAsync(Opened(), 0, Whole with { Thinking = Tags with { AnswerTokens = 20 } });
        ThinkingText.Split(step.Text, Tags).Answer!.Length.Should().Be(20);
        step.Tokens.Length.Should().Be(120);
    }

    [Fact]
    public async Task The_context_leaves_room_for_the_answer_over_many_steps()
    {
        using var tiny = new TinyModel(new() { ContextLength = 100 }, bias: Endless);
        var path = Opened();
        while (path.IsOpen)
            path = await tiny.ExtendAsync(path, Whole with { MaxTokens = 7, Delimiters = ["\n\n"], Thinking = Tags with { AnswerTokens = 30 } });
        path.Step!.Finish.Should().Be(StepFinish.ContextLimit);
        ThinkingText.Split(path, Tags).Answer!.Length.Should().Be(30);
    }

    [Fact]
    public async Task Thinking_holds_its_minimum()
    {
        using var tiny = new TinyModel(bias: (context, logits) => logits[TinyModel.End] = 100);
        var step = await tiny.Model.GenerateStepAsync(Opened(), 0, Whole with { Thinking = Tags with { MinTokens = 10 } });
        step.Text.Should().Be("WaitWaitWait</think>");
        step.Finish.Should().Be(StepFinish.EndOfText);
    }

    [Fact]
    public async Task Bounds_hold_for_any_model_and_any_cut_with_and_without_a_cache()
    {
        using var tiny = new TinyModel(bias: Restless);
        using var other = new TinyModel(bias: Restless);
        var thinking = Tags with { OpenTag = "<|start|>", CloseTag = "<|bos|>", MinTokens = 12, MaxTokens = 30 };
        for (var seed = 0UL; seed < 15; seed++)
        {
            var options = new StepOptions { MaxTokens = 5 + (int)seed, Thinking = thinking };
            var path = ReasoningPath.Root("Think.", seed).Extend(0, new ReasoningStep { Text = "", Tokens = [TinyModel.Start], Finish = StepFinish.Delimiter });
            while (path.IsOpen && path.Depth < 40)
            {
                var step = await tiny.Model.GenerateStepAsync(path, 0, options);
                (await other.Model.GenerateStepAsync(path, 0, options)).Tokens.Should().Equal(step.Tokens);
                path = path.Extend(0, step);
            }

            var tokens = path.Steps.SelectMany(step => step.Tokens).ToList();
            var thought = tokens.IndexOf(TinyModel.Beginning) - 1;
            thought.Should().BeInRange(12, 33);
            path.Text.Should().Contain("<|bos|>", "a tag is text");
        }
    }

    [Theory]
    [InlineData("{% for m in messages %}{{ m.content }}{% endfor %}<think>\n", "zz</think>")]
    [InlineData("{% for m in messages %}{{ m.content }}{% endfor %}<think>\n\n</think>\n\n", "zzzz")]
    [InlineData("{% for m in messages %}{{ m.content }}{% endfor %}A:", "zzzz")]
    public async Task A_template_may_open_the_thinking(string template, string beginning)
    {
        using var tiny = new TinyModel(bias: Endless);
        using var model = LanguageModel.Create(new()
        {
            CreateExecutor = () => new HashExecutor { Config = HashExecutor.Tiny(tiny.Tokenizer.VocabularySize), Bias = Endless },
            Tokenizer = tiny.Tokenizer,
            EndOfText = [TinyModel.End],
            Template = Models.Chat.ChatTemplate.Parse(template),
        });
        var step = await model.GenerateStepAsync(ReasoningPath.Root("Why? <think>", 1), 0, Whole with { Thinking = Tags with { MaxTokens = 2 } });
        step.Text.Should().StartWith(beginning);
    }

    [Fact]
    public async Task A_constraint_holds_the_answer_and_not_the_thinking()
    {
        using var tiny = new TinyModel();
        var options = Whole with
        {
            Sampling = new() { Temperature = 2 },
            Thinking = Tags with { MaxTokens = 20 },
            Constraint = new JsonSchemaConstraint("""{"type":"object","properties":{"n":{"type":"integer"},"s":{"enum":["<think>"]}},"required":["n","s"]}"""),
        };
        for (var seed = 0UL; seed < 10; seed++)
        {
            var step = await tiny.Model.GenerateStepAsync(ReasoningPath.Root("Think.", seed), 0, options);
            step.Finish.Should().Be(StepFinish.EndOfText);
            step.Text.Should().StartWith("<think>");
            var answer = step.Text[(step.Text.IndexOf("</think>", StringComparison.Ordinal) + 8)..];
            using var document = JsonDocument.Parse(answer);
            document.RootElement.GetProperty("n").GetInt64();
        }
    }

    [Fact]
    public async Task Options_that_contradict_each_other_are_named()
    {
        using var tiny = new TinyModel();
        foreach (var thinking in (ThinkingOptions[])[Tags with { MinTokens = 5, MaxTokens = 4 }, Tags with { MaxTokens = -1 }, Tags with { CloseTag = "" }, Tags with { CloseTag = "<think>" }, Tags with { MinTokens = 1, Continuation = "" }, Tags with { AnswerTokens = -1 }])
            await tiny.Model.Awaiting(model => model.GenerateStepAsync(Opened(), 0, Whole with { Thinking = thinking })).Should().ThrowAsync<ArgumentException>();
    }

    [Theory]
    [InlineData("<think>a</think>\n\nb", "a", "b")]
    [InlineData("a</think>b", "a", "b")]
    [InlineData("b", "", "b")]
    [InlineData("<think>a", "a", null)]
    [InlineData("<think>a</think>b<think>c", "a</think>b<think>c", null)]
    [InlineData("<think>a</think>b<think>c</think>d", "a</think>b<think>c", "d")]
    [InlineData("", "", "")]
    public void Thinking_and_answer_are_told_apart(string text, string thinking, string? answer) =>
        ThinkingText.Split(text).Should().Be(new ThinkingText(thinking, answer));

    private static ReasoningPath Opened() => ReasoningPath.Root("<think>", 1);

    private static void Endless(int[] context, float[] logits) => logits['z'] = 100;

    /// <summary>Ends its thoughts and texts at any time, and half characters are likely.</summary>
    private static void Restless(int[] context, float[] logits)
    {
        logits[TinyModel.Beginning] = 9;
        logits[TinyModel.End] = 9;
        logits[TinyModel.NewlineAndHalf] = 10;
        logits[TinyModel.Start] = -50;
    }
}
