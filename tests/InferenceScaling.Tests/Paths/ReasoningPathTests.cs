using CsCheck;
using InferenceScaling.Paths;

namespace InferenceScaling.Tests.Paths;

public class ReasoningPathTests
{
    private static ReasoningPath Root { get; } = ReasoningPath.Root("Why?", seed: 1);

    [Fact]
    public void A_path_knows_its_steps_text_and_place()
    {
        var path = Root.Extend(2, Step("First. ")).Extend(0, Step("Second. ")).Extend(5, Step("Third.", StepFinish.EndOfText));

        path.Text.Should().Be("First. Second. Third.");
        path.Steps.Select(step => step.Text).Should().Equal("First. ", "Second. ", "Third.");
        path.ToString().Should().Be("2.0.5");
        path.Depth.Should().Be(3);
        path.IsComplete.Should().BeTrue();
        path.Parent!.IsOpen.Should().BeTrue();
    }

    [Fact]
    public void A_place_has_all_digits_of_all_ordinals() =>
        Gen.Int[0, int.MaxValue].Array[0, 8].Sample(ordinals => ordinals.Aggregate(Root, (path, ordinal) => path.Extend(ordinal, Step("a"))).ToString() == string.Join('.', ordinals));

    [Fact]
    public void The_random_stream_follows_the_place()
    {
        var path = Root.Extend(2, Step("a")).Extend(1, Step("b"));

        path.Random.Should().Be(PathRandom.Root(1, "Why?").Child(2).Child(1));
    }

    [Theory]
    [InlineData(StepFinish.EndOfText)]
    [InlineData(StepFinish.ContextLimit)]
    public void An_ended_path_cannot_be_extended(StepFinish finish)
    {
        var path = Root.Extend(0, Step("done", finish));

        path.Invoking(ended => ended.Extend(0, Step("more"))).Should().Throw<InvalidOperationException>().WithMessage($"*{finish}*1 steps*");
    }

    [Fact]
    public void A_step_cut_by_its_token_limit_leaves_the_path_open()
    {
        var path = Root.Extend(0, Step("cut", StepFinish.TokenLimit));

        path.IsOpen.Should().BeTrue();
        path.IsComplete.Should().BeFalse();
    }

    private static ReasoningStep Step(string text, StepFinish finish = StepFinish.Delimiter) => new() { Text = text, Finish = finish };
}
