using CsCheck;
using InferenceScaling.TorchSharp.Compression.Matrices;
using InferenceScaling.TorchSharp.Compression.Pruning;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pruning;

public sealed class SparseGptTests
{
    [Fact]
    public void Weights_that_stay_make_up_for_those_that_go()
    {
        var activations = RandomMatrices.Matrix([1, 0.1f, 3, 0.5f], [2, -0.2f, 1, 0.5f], [0.3f, 1, -0.5f, 2], [-1, 0.7f, 0.2f, 0.4f]);
        var weights = RandomMatrices.Matrix([0.5f, -2, 0.3f, 1]);
        var result = SparseGpt.Prune(weights, Hessian.Of(activations), Sparsity.Pattern(2, 4));
        result.Kept.Should().Equal(false, true, false, true);
        result.Weights.Values.ToArray().Zip([0, -3.219458f, 0, 1.825492f], (found, value) => Math.Abs(found - value)).Max().Should().BeLessThan(1e-4f);
        result.OutputError.Should().BeApproximately(RandomMatrices.OutputError(activations, weights, result.Weights.Values.Span), 1e-6);
    }

    [Fact]
    public void A_share_is_of_each_block_over_all_outputs()
    {
        var result = SparseGpt.Prune(RandomMatrices.Seeded(41, 6, 16), Hessian.Of(RandomMatrices.Seeded(42, 50, 16)), Sparsity.OfLayer(0.25), new() { BlockSize = 8 });
        for (var block = 0; block < 2; block++)
            Enumerable.Range(0, 48).Count(i => !result.Kept[(i / 8 * 16) + (block * 8) + (i % 8)]).Should().Be(12);
    }

    [Fact]
    public void Blocks_do_not_change_a_pattern() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[1, 13]).Sample(
            (seed, block) =>
            {
                var (weights, hessian) = (RandomMatrices.Seeded(seed, 3, 12), Hessian.Of(RandomMatrices.Seeded(seed + 1, 30, 12)));
                var (whole, blocked) = (SparseGpt.Prune(weights, hessian, Sparsity.Pattern(2, 4)), SparseGpt.Prune(weights, hessian, Sparsity.Pattern(2, 4), new() { BlockSize = block }));
                blocked.Kept.Should().Equal(whole.Kept);
            },
            threads: 1);

    [Fact]
    public void Outputs_change_less_than_by_dropping_alone()
    {
        var (weights, activations) = (RandomMatrices.Seeded(43, 12, 24), RandomMatrices.Seeded(44, 100, 24));
        var result = SparseGpt.Prune(weights, Hessian.Of(activations), Sparsity.Pattern(2, 4));
        var wanda = PruningMask.Of(ImportanceScores.Wanda(weights, activations.ColumnNorms()), 12, Sparsity.Pattern(2, 4));
        result.OutputError.Should().BeLessThan(RandomMatrices.OutputError(activations, weights, PruningMask.Apply(weights.Values.Span, wanda)));
    }

    [Fact]
    public void A_Hessian_that_is_not_positive_definite_means_dropping_alone_and_is_told()
    {
        var result = SparseGpt.Prune(RandomMatrices.Matrix([0.3f, -0.7f]), new(2, [1, 2, 2, 1]), Sparsity.OfLayer(0.5));
        result.FellBack.Should().BeTrue();
        result.Weights.Values.ToArray().Should().Equal(0, -0.7f);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        var weights = RandomMatrices.Matrix([0.3f, -0.7f, 1]);
        FluentActions.Invoking(() => SparseGpt.Prune(weights, new(1, [1]), Sparsity.OfLayer(0.5))).Should().Throw<ArgumentException>().WithMessage("*'w' has 3 inputs*");
        FluentActions.Invoking(() => SparseGpt.Prune(weights, new(3, new double[9]), Sparsity.Pattern(2, 4))).Should().Throw<ArgumentException>().WithMessage("*multiple of 4*has 3*");
        FluentActions.Invoking(() => SparseGpt.Prune(weights, new(3, new double[9]), Sparsity.OfRows(0.5))).Should().Throw<ArgumentException>().WithMessage("*share of the layer*");
        FluentActions.Invoking(() => SparseGpt.Prune(weights, new(3, new double[9]), Sparsity.OfLayer(0.5), null, new(canceled: true))).Should().Throw<OperationCanceledException>();
    }
}
