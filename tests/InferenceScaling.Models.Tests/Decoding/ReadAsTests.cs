using InferenceScaling.Paths;

namespace InferenceScaling.Models.Tests.Decoding;

public class ReadAsTests
{
    private static readonly Func<Prompt, string, string> Upper = (prompt, text) => prompt.Messages.IsDefaultOrEmpty ? text : text.ToUpperInvariant();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Prompts_and_steps_without_ids_are_read_as_they_are_told(bool chat)
    {
        using var told = new TinyModel(chat: chat, readAs: Upper);
        using var plain = new TinyModel(chat: chat);
        var options = new StepOptions { MaxTokens = 8, Sampling = new() { Temperature = 0 } };

        var lower = await told.ExtendAsync(Path("why?", "so.\n"), options);
        var upper = await plain.ExtendAsync(Path("WHY?", "SO.\n"), options);

        lower.Step!.Tokens.Should().Equal(upper.Step!.Tokens);
        lower.Step.LogProbabilities.Should().Equal(upper.Step.LogProbabilities);
        lower.Step.LogProbabilities.Should().NotEqual((await plain.ExtendAsync(Path("why?", "so.\n"), options)).Step!.LogProbabilities);
        (await told.Model.ScoreStepAsync(Path("why?", "so.\n"))).Tokens.Should().Equal(plain.Tokenizer.Encode("SO.\n", addSpecialTokens: false));
        told.Model.Costs.MostTokens(lower, 0).Should().Be(plain.Model.Costs.MostTokens(upper, 0));
    }

    [Fact]
    public async Task Steps_with_ids_are_read_by_them()
    {
        using var told = new TinyModel(readAs: Upper);
        var ids = told.Tokenizer.Encode("so.\n", addSpecialTokens: false);
        var path = ReasoningPath.Root("why?", 1).Extend(0, new() { Text = "so.\n", Finish = StepFinish.Delimiter, Tokens = [.. ids] });

        (await told.Model.ScoreStepAsync(path)).Tokens.Should().Equal(ids);
    }

    [Fact]
    public async Task What_it_refuses_is_refused()
    {
        using var model = new TinyModel(readAs: (_, text) => throw new ArgumentException($"cannot read {text}"));

        await FluentActions.Awaiting(() => model.ExtendAsync(ReasoningPath.Root("why?", 1))).Should().ThrowAsync<ArgumentException>().WithMessage("cannot read why?");
    }

    private static ReasoningPath Path(string prompt, string step) => ReasoningPath.Root(prompt, 1).Extend(0, new() { Text = step, Finish = StepFinish.Delimiter });
}
