using CsCheck;
using InferenceScaling.TorchSharp.Compression.Pruning;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pruning;

public sealed class PruningMaskTests
{
    [Fact]
    public void Wanda_drops_the_lowest_share_of_every_row()
    {
        var activations = RandomMatrices.Matrix([1, 0.1f, 3, 0.5f], [2, -0.2f, 1, 0.5f]);
        var weights = RandomMatrices.Matrix([0.5f, -2, 0.3f, 1], [-0.2f, 4, 0.1f, 0.9f]);
        var scores = ImportanceScores.Wanda(weights, activations.ColumnNorms());
        double[] expected = [1.118034, 0.447214, 0.948683, 0.707107, 0.447214, 0.894427, 0.316228, 0.636396];
        scores.Zip(expected, (found, value) => Math.Abs(found - value)).Max().Should().BeLessThan(1e-5);
        PruningMask.Of(scores, 2, Sparsity.OfRows(0.5)).Should().Equal(true, false, true, false, false, true, false, true);
        PruningMask.Of(ImportanceScores.Magnitude(weights), 2, Sparsity.OfRows(0.5)).Should().Equal(false, true, false, true, false, true, false, true);
    }

    [Fact]
    public void A_share_of_the_layer_may_take_whole_rows() =>
        PruningMask.Of([1, 2, 3, 4], 2, Sparsity.OfLayer(0.5)).Should().Equal(false, false, true, true);

    [Fact]
    public void A_pattern_counts_in_every_run_of_inputs() =>
        PruningMask.Of([9, 8, 7, 6, 1, 2, 3, 4], 1, Sparsity.Pattern(1, 4)).Should().Equal(true, false, false, false, false, false, false, true);

    [Fact]
    public void Of_equal_scores_the_earlier_go_first() =>
        PruningMask.Of([1, 1, 1, 1], 1, Sparsity.OfRows(0.5)).Should().Equal(false, false, true, true);

    [Fact]
    public void No_weight_that_goes_is_worth_more_than_one_that_stays_beside_it() =>
        Gen.Select(RandomMatrices.Of(Gen.Int[1, 4], Gen.Int[1, 12]), Gen.Double[0, 0.99]).Sample((weights, share) =>
        {
            var scores = ImportanceScores.Magnitude(weights);
            var mask = PruningMask.Of(scores, weights.Rows, Sparsity.OfRows(share));
            for (var row = 0; row < weights.Rows; row++)
            {
                var places = Enumerable.Range(row * weights.Columns, weights.Columns).ToLookup(i => mask[i], i => scores[i]);
                places[false].Should().HaveCount((int)(weights.Columns * share));
                if (places[false].Any())
                    places[false].Max().Should().BeLessThanOrEqualTo(places[true].Min());
            }
        });

    [Fact]
    public void A_mask_sets_weights_to_0() => PruningMask.Apply([1, -2, 3], [true, false, true]).Should().Equal(1, 0, 3);

    [Fact]
    public void What_cannot_be_is_refused()
    {
        FluentActions.Invoking(() => Sparsity.OfRows(1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Sparsity.OfLayer(double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Sparsity.Pattern(5, 4)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => PruningMask.Of(new double[12], 2, Sparsity.Pattern(2, 4))).Should().Throw<ArgumentException>().WithMessage("*2:4*multiple of 4*has 6*");
        FluentActions.Invoking(() => ImportanceScores.Wanda(RandomMatrices.Matrix([1, 2]), [1, double.NaN])).Should().Throw<ArgumentException>().WithMessage("*input 1 is NaN*");
        FluentActions.Invoking(() => ImportanceScores.Wanda(RandomMatrices.Matrix([1, 2]), [1])).Should().Throw<ArgumentException>().WithMessage("*1 activation norms for 2 inputs of 'w'*");
        FluentActions.Invoking(() => PruningMask.Apply([1, 2], [true])).Should().Throw<ArgumentException>();
    }
}
