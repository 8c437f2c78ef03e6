using System.Collections.Immutable;
using InferenceScaling.TorchSharp.Compression.Structured;

namespace InferenceScaling.TorchSharp.Tests.Compression.Structured;

public sealed class CutSelectionTests
{
    [Fact]
    public void Every_layer_loses_the_same_share_of_what_is_scored_lowest()
    {
        var cut = CutSelection.Lowest([[3, 1, 2, 4, 0], [], [5, 5, 5], [9]], 0.5);
        cut.Keys.Should().Equal(0, 2);
        cut[0].Should().Equal(1, 4);
        cut[2].Should().Equal(0);
    }

    [Fact]
    public void One_always_stays()
    {
        CutSelection.Lowest([[1, 2, 3], [1]], 1)[0].Should().Equal(0, 1);
        CutSelection.Lowest([[1, 2, 3]], 0).Should().BeEmpty();
    }

    [Fact]
    public void Shares_outside_0_to_1_and_scores_that_are_no_numbers_are_refused()
    {
        ImmutableArray<double>[] scores = [[1, double.NaN]];
        FluentActions.Invoking(() => CutSelection.Lowest(scores, 0.5)).Should().Throw<ArgumentException>().WithMessage("*Layer 0*NaN*");
        foreach (var share in new[] { -0.1, 1.1, double.NaN })
            FluentActions.Invoking(() => CutSelection.Lowest(scores, share)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*share is*0 to 1*");
    }
}
