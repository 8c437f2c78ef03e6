using InferenceScaling.Training.Data;

namespace InferenceScaling.Training.Tests.Data;

public sealed class SourceTests
{
    [Fact]
    public void A_list_is_read_whole_in_every_pass_and_each_time_in_another_order()
    {
        var source = new ListSource("ten", [.. Enumerable.Range(0, 10).Select(number => new TrainingSequence([number], [number]))], 5);
        var passes = Enumerable.Range(0, 3).Select(pass => Enumerable.Range(pass * 10, 10).Select(index => source.Read(index, 0).Tokens[0]).ToArray()).ToArray();
        passes.Should().OnlyContain(pass => pass.Order().SequenceEqual(Enumerable.Range(0, 10)));
        passes[0].Should().NotEqual(passes[1]);
        source.Read(3, 0).Tokens[0].Should().Be(passes[0][3], "going back gives the same text again");
    }

    [Fact]
    public void A_mix_takes_its_share_from_the_second_source()
    {
        var mix = new MixedSource(new ListSource("a", [new([1], [1])], 1), new ListSource("b", [new([2], [2])], 1), 0.3, 9);
        Enumerable.Range(0, 10_000).Count(index => mix.Read(index, 0).Tokens[0] == 2).Should().BeInRange(2_850, 3_150);
        mix.Identity.Should().Contain("a, 1 texts").And.Contain("0.3 of b");
    }

    [Fact]
    public void A_text_after_its_prompt_is_learnt_shifted_by_one() =>
        TrainingSequence.After([5, 6, 7, 8], promptLength: 2).Targets.Should().Equal(-1, 7, 8, -1);
}
