using InferenceScaling.Answers;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Stopping;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Stopping;

public class CertaintyProbingTests
{
    private static readonly string[] Doubtful = ["wait", "no"];

    [Theory]
    [InlineData("12} \\]", "12")]
    [InlineData("\\frac{1}{2}} done", "\\frac{1}{2}")]
    [InlineData("I know} ", "I know")]
    [InlineData("12} wait, ", null)]
    [InlineData("No} ", null)]
    [InlineData("} ", null)]
    [InlineData("12 and so on", null)]
    public void A_probe_answers_up_to_the_closing_bracket_unless_it_doubts(string text, string? expected) =>
        CertaintyProbe.ReadAnswer(text, Doubtful).Should().Be(expected);

    [Fact]
    public void Certain_is_who_gives_one_answer_in_a_row()
    {
        CertaintyProbe.IsCertain(["7", "12", "12.0", "12"], 3, AnswerDomain.Number).Should().BeTrue();
        CertaintyProbe.IsCertain(["12", null, "12"], 3, AnswerDomain.Number).Should().BeFalse();
        CertaintyProbe.IsCertain(["12", "13", "12"], 3, AnswerDomain.Number).Should().BeFalse("agreement is asked for, not only certainty");
        CertaintyProbe.IsCertain(["12", "12"], 3, AnswerDomain.Number).Should().BeFalse();
    }

    [Fact]
    public async Task Reasoning_ends_when_its_probes_agree()
    {
        // The model thinks for ten steps, but knows from the third on.
        var generator = new ScriptedGenerator((path, _) => path.Step is { Text: var text } && text.EndsWith("\\boxed{", StringComparison.Ordinal)
            ? ScriptedStep.End(path.Depth > 3 ? "42} \\]" : $"{path.Depth}}} \\]")
            : path.Depth < 9 ? ScriptedStep.Continue("hmm ") : ScriptedStep.End("Answer: 42"));
        var probing = new CertaintyProbingGenerator(generator, new() { Threshold = 3, Answers = AnswerDomain.Number });

        var result = await Reasoner.For(probing).UseSelfConsistency(o => o.Samples = 1).Answering(AnswerDomain.Number).Build().ReasonAsync("q");

        result.Answer.Should().Be("42");
        result.Candidates[0].Path.Depth.Should().Be(5, "probes after steps 3, 4 and 5 agree");
        result.Candidates[0].IsCut.Should().BeFalse();
        generator.Calls.Should().Be(10);
        result.Usage.Tokens.Generated.Should().Be(5 + (5 * 2), "probes are counted");
        generator.LivePaths.Should().Be(0);
    }

    [Fact]
    public async Task A_new_instance_decides_like_the_one_that_was_lost()
    {
        static ScriptedStep Script(ReasoningPath path, int ordinal) => path.Step is { Text: var text } && text.EndsWith("\\boxed{", StringComparison.Ordinal) ? ScriptedStep.End("42}") : ScriptedStep.Continue("so ");
        var root = ReasoningPath.Root("q", 0);
        var first = new CertaintyProbingGenerator(new ScriptedGenerator(Script));
        var one = root.Extend(0, await first.GenerateStepAsync(root, 0, new()));
        var two = one.Extend(0, await first.GenerateStepAsync(one, 0, new()));

        var expected = await first.GenerateStepAsync(two, 0, new());
        var resumed = await new CertaintyProbingGenerator(new ScriptedGenerator(Script)).GenerateStepAsync(two, 0, new());

        expected.Text.Should().EndWith("\\boxed{42}");
        resumed.Text.Should().Be(expected.Text);
        resumed.Finish.Should().Be(expected.Finish);
    }

    [Fact]
    public async Task Probes_stay_within_the_steps_limit()
    {
        var generator = new ScriptedGenerator((path, _) => new(string.Join(' ', Enumerable.Repeat("w", 100)), StepFinish.Delimiter));
        var root = ReasoningPath.Root("q", 0);

        foreach (var limit in new[] { 1, 20, 21, 60 })
            (await new CertaintyProbingGenerator(generator).GenerateStepAsync(root, 0, new() { MaxTokens = limit })).Usage.Generated.Should().BeLessThanOrEqualTo(limit);
    }
}
