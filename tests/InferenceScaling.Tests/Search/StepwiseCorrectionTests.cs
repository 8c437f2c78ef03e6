using InferenceScaling.Answers;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.StepwiseCorrection;
using InferenceScaling.Testing;
using InferenceScaling.Verification;

namespace InferenceScaling.Tests.Search;

public class StepwiseCorrectionTests
{
    [Fact]
    public async Task The_critique_says_what_the_verifier_found_wrong()
    {
        var result = await CorrectAsync(o => o.FeedbackText = "No: {feedback}. Again:\n");

        result.Answer.Should().Be("14");
        result.Text.Should().Be("3 + 4 = 8\nNo: 3 + 4 = 8 is wrong: 3 + 4 = 7. Again:\n3 + 4 = 7\n7 * 2 = 14. Answer: 14");
    }

    [Fact]
    public async Task Without_feedback_of_the_step_the_plain_critique_is_written()
    {
        var result = await CorrectAsync(
            o => (o.FeedbackText, o.CritiqueText) = ("No: {feedback}. Again:\n", "Again:\n"),
            new RuleVerifier(path => new StepVerdict(path.Step!.Text.Contains('8', StringComparison.Ordinal) ? 0 : 1)));

        result.Answer.Should().Be("14");
        result.Text.Should().Contain("3 + 4 = 8\nAgain:\n3 + 4 = 7").And.NotContain("No:");
    }

    [Fact]
    public async Task Without_texts_the_next_try_does_not_see_the_rejected_one()
    {
        var seen = new List<string>();
        await CorrectAsync(_ => { }, onPath: seen.Add);

        seen.Take(2).Should().Equal("", "");
    }

    [Fact]
    public async Task Feedback_of_earlier_steps_is_not_repeated()
    {
        // The second try is wrong as well: its critique is about its own mistake only.
        var generator = new ScriptedGenerator((path, _) => path.Text switch
        {
            "" => ScriptedStep.Continue("1 + 1 = 3\n"),
            "1 + 1 = 3\n<1 + 1 = 3 is wrong: 1 + 1 = 2>\n" => ScriptedStep.Continue("2 + 2 = 5\n"),
            _ => ScriptedStep.End("Answer: 4"),
        });
        using var reasoner = Reasoner.For(generator).WithVerifier(new ArithmeticVerifier()).UseStepwiseCorrection(o => o.FeedbackText = "<{feedback}>\n").Build();

        var result = await reasoner.ReasonAsync("?");

        result.Text.Should().Be("1 + 1 = 3\n<1 + 1 = 3 is wrong: 1 + 1 = 2>\n2 + 2 = 5\n<2 + 2 = 5 is wrong: 2 + 2 = 4>\nAnswer: 4");
    }

    // The model errs at first and, told so, does not err again.
    private static async Task<ReasoningResult> CorrectAsync(Action<StepwiseCorrectionOptions> configure, IVerifier? verifier = null, Action<string>? onPath = null)
    {
        var generator = new ScriptedGenerator((path, ordinal) =>
        {
            onPath?.Invoke(path.Text);
            return path.Text.Length == 0 && ordinal == 0 ? ScriptedStep.Continue("3 + 4 = 8\n")
                : path.Text.EndsWith("3 + 4 = 7\n", StringComparison.Ordinal) ? ScriptedStep.End("7 * 2 = 14. Answer: 14")
                : ScriptedStep.Continue("3 + 4 = 7\n");
        });
        using var reasoner = Reasoner.For(generator).WithVerifier(verifier ?? new ArithmeticVerifier()).Answering(AnswerDomain.Number).UseStepwiseCorrection(configure).Build();
        return await reasoner.ReasonAsync("What is (3 + 4) * 2?");
    }
}
