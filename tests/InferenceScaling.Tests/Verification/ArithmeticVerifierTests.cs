using InferenceScaling.Paths;
using InferenceScaling.Tests.Answers;
using InferenceScaling.Verification;

namespace InferenceScaling.Tests.Verification;

[Collection(nameof(HostileAnswerTests.Alone))]
public class ArithmeticVerifierTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("3 + 4 = 7")]
    [InlineData("So (3 + 4) * 2 = 14.")]
    [InlineData("12 / 4 - 5 = -2")]
    [InlineData("1,250 × 4 = 5,000")]
    [InlineData("0.1 + 0.2 = 0.3")]
    [InlineData("10 / 3 = 3.33")]
    [InlineData("10 / 3 ≈ 3")]
    [InlineData("1/3 + 1/6 = 1/2")]
    [InlineData("- 3 + 4 = 7")]
    [InlineData("2) 3 + 4 = 7")]
    [InlineData("* 3 + 4 = 7")]
    [InlineData("3 + 4 = 7 * 2 = 14")]
    [InlineData("2 + 3 = 5 = 10 / 2")]
    [InlineData("10 - 4 = 6 (left: 5 6 6)\n6 / 6 = 1 (left: 1 5)")]
    [InlineData("$3 + $4 = $7")]
    public void Right_arithmetic_is_right(string text)
    {
        EquationCheck.Of(text).Count.Should().BePositive();
        EquationCheck.Of(text).Errors.Should().BeEmpty();
    }

    [Theory]
    [InlineData("10 * 1 = 24 (left: 24)", "10 * 1 = 24 is wrong: 10 * 1 = 10")]
    [InlineData("Then 2 + 2 * 3 = 12.", "2 + 2 * 3 = 12 is wrong: 2 + 2 * 3 = 8")]
    [InlineData("(6 - 4) * 5 = 24", "(6 - 4) * 5 = 24 is wrong: (6 - 4) * 5 = 10")]
    [InlineData("10 / 3 = 3.34", "10 / 3 = 3.34 is wrong: 10 / 3 = 10/3")]
    [InlineData("10 / 3 = 3", "10 / 3 = 3 is wrong: 10 / 3 = 10/3")]
    [InlineData("4 / (2 - 2) = 4", "4 / (2 - 2) = 4 is wrong: it divides by zero")]
    [InlineData("7 = 3 + 5", "7 = 3 + 5 is wrong: 3 + 5 = 8")]
    public void Wrong_arithmetic_is_named(string text, string message) => EquationCheck.Of(text).Errors.Should().Equal(message);

    [Theory]
    [InlineData("x = 5")]
    [InlineData("2x + 3 = 8")]
    [InlineData("x + 3 + 4 = 9")]
    [InlineData("y * 3 + 4 = 10")]
    [InlineData("f(x) + 3 + 4 = 9")]
    [InlineData("2 3/4 = 2.75")]
    [InlineData("2 (3 + 4) = 14")]
    [InlineData("50% * 10 = 5")]
    [InlineData("2000 * 1000 = 2 million")]
    [InlineData("7 / 2 = 3 remainder 1")]
    [InlineData("3 + 4 == 8")]
    [InlineData("2^3 + 1 = 9")]
    [InlineData("5 + 5 = 7x")]
    [InlineData("5 + 5 = 7 * x")]
    [InlineData("")]
    [InlineData("= = = + + (((")]
    public void What_is_not_plain_arithmetic_is_left_alone(string text) => EquationCheck.Of(text).Count.Should().Be(0);

    [Fact]
    public async Task Feedback_says_which_step_is_wrong()
    {
        var path = ReasoningPath.Root("q", 0)
            .Extend(0, new() { Text = "6 - 4 = 2\n", Finish = StepFinish.Delimiter })
            .Extend(0, new() { Text = "Hmm.\n", Finish = StepFinish.Delimiter })
            .Extend(0, new() { Text = "5 * 2 = 11\n", Finish = StepFinish.Delimiter });

        var scores = await new ArithmeticVerifier(0.5).ScoreAsync(path);

        scores.Values.Should().Equal(1, 0.5, 0);
        scores.Feedback.Should().Equal(new StepFeedback(2, "5 * 2 = 11 is wrong: 5 * 2 = 10"));
    }

    [Theory]
    [InlineData("(", 100_000)]
    [InlineData("1+", 100_000)]
    [InlineData("9", 100_000)]
    [InlineData("1/3*", 100_000)]
    [InlineData("=1+1", 30_000)]
    [InlineData("((1+", 30_000)]
    public void Hostile_text_takes_bounded_time(string piece, int times)
    {
        var text = string.Concat(Enumerable.Repeat(piece, times)) + " = 1";

        ProcessorTime.BestOfThree(() => EquationCheck.Of(text), Limit).Should().BeLessThan(Limit);
    }
}
