using InferenceScaling.TorchSharp.Compression.Pruning;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pruning;

public sealed class StructuredScoresTests
{
    [Fact]
    public void A_channel_counts_by_its_activations_and_what_reads_it() =>
        StructuredScores.ActivationNorm(RandomMatrices.Matrix([3, 1], [-4, 0]), [2, 7]).Should().Equal(10, 7);

    [Fact]
    public void A_channel_counts_by_every_weight_that_makes_or_reads_it()
    {
        var (gate, up, down) = (RandomMatrices.Matrix([1, -2], [0, 1]), RandomMatrices.Matrix([3, 0], [1, 1]), RandomMatrices.Matrix([2, -1], [0, 5]));
        StructuredScores.Wanda([gate, up], [10, 1], down, [100, 1000]).Should().Equal((1 * 10) + 2 + (3 * 10) + (2 * 100), 1 + 10 + 1 + (6 * 1000));
    }

    [Fact]
    public void Scores_of_weights_add_up_by_channel()
    {
        StructuredScores.RowSums([1, 2, 3, 4, 5, 6], 2).Should().Equal(6, 15);
        StructuredScores.ColumnSums([1, 2, 3, 4, 5, 6], 2).Should().Equal(9, 12);
    }

    [Fact]
    public void Taylor_scores_say_how_the_loss_changes_without_a_weight()
    {
        TaylorScores.Of([2, -3], [0.5f, 0.5f], [], TaylorOrder.First).Should().Equal(1, 1.5);
        TaylorScores.Of([2, -3], [0.5f, 0.5f], [4, 0.5f], TaylorOrder.Second).Should().Equal(16, 4.5);
        TaylorScores.Of([2, -3], [0.5f, 0.5f], [4, 0.5f], TaylorOrder.Mixed).Should().Equal(7, 3.75);
    }

    [Fact]
    public void The_mixed_score_is_the_change_of_a_quadratic_loss()
    {
        // L(w) = 1 + 3w + 2w²: at w = 0.7, g = 3 + 4w and h = 4, and L(0.7) − L(0) is the score.
        const double Weight = 0.7f;
        var score = TaylorScores.Of([0.7f], [(float)(3 + (4 * Weight))], [4], TaylorOrder.Mixed)[0];
        score.Should().BeApproximately((3 * Weight) + (2 * Weight * Weight), 1e-6);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        FluentActions.Invoking(() => TaylorScores.Of([1], [1, 2], [], TaylorOrder.First)).Should().Throw<ArgumentException>().WithParameterName("gradients");
        FluentActions.Invoking(() => TaylorScores.Of([1], [1], [], TaylorOrder.Mixed)).Should().Throw<ArgumentException>().WithParameterName("squaredGradients");
        FluentActions.Invoking(() => TaylorScores.Of([1], [float.NaN], [], TaylorOrder.First)).Should().Throw<ArgumentException>().WithMessage("*weight 0 is NaN*");
        FluentActions.Invoking(() => StructuredScores.ActivationNorm(RandomMatrices.Matrix([1, 2]), [1])).Should().Throw<ArgumentException>().WithMessage("*1 activation norms for 2*");
        FluentActions.Invoking(() => StructuredScores.Wanda([RandomMatrices.Matrix([1])], [1], RandomMatrices.Matrix([1, 2]), [1, 1])).Should().Throw<ArgumentException>().WithMessage("*makes 1 channels*reads 2*");
        FluentActions.Invoking(() => StructuredScores.RowSums([1, 2, 3], 2)).Should().Throw<ArgumentException>().WithMessage("*3 scores*");
    }
}
