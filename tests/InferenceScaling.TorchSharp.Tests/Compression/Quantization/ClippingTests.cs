using CsCheck;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Matrices;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Tests.Compression.Quantization;

public sealed class ClippingTests
{
    [Fact]
    public void The_search_never_does_worse_than_the_whole_range() =>
        Gen.Select(Gen.Double[-3, 3].Array[1, 40], Gen.Int[2, 8], Gen.Bool).Sample((weights, bits, isSymmetric) =>
        {
            var format = new QuantizationFormat(bits, IsSymmetric: isSymmetric);
            Error(weights, new ClippingSearch().Fit(weights, format)).Should().BeLessThanOrEqualTo(Error(weights, new RangeFit(SymmetricRange.Full).Fit(weights, format)));
        });

    [Fact]
    public void The_search_cuts_an_outlier_off_for_the_sake_of_the_many()
    {
        double[] weights = [.. Enumerable.Range(-300, 601).Select(i => i / 300.0), 4];
        var format = new QuantizationFormat(3);
        var (whole, found) = (new RangeFit(SymmetricRange.Full).Fit(weights, format), new ClippingSearch().Fit(weights, format));
        found.Nearest(4).Should().BeLessThan(2.5);
        Error(weights, found).Should().BeLessThan(Error(weights, whole) / 2);
    }

    [Fact]
    public void The_search_keeps_weights_that_lie_on_a_grid() =>
        new ClippingSearch(SymmetricRange.Restricted).Fit([-7, -1, 1, 6], new(4)).Should().Be(new IntegerGrid(1, 8, 1, 15));

    [Theory]
    [InlineData(0, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Activations_choose_the_limit_that_changes_their_products_least(int group, bool isSymmetric)
    {
        var (activations, weights) = (RandomMatrices.Seeded(11, 25, 8), RandomMatrices.Seeded(12, 5, 8));
        var format = new QuantizationFormat(3, group, isSymmetric);
        var grids = ActivationClipping.Grids(weights, Hessian.Of(activations), format, SymmetricRange.Restricted);

        var (groups, size) = (format.GroupCount(8), group == 0 ? 8 : group);
        var cut = 0;
        for (var i = 0; i < grids.Length; i++)
        {
            var (row, first) = (i / groups, i % groups * size);
            var values = weights.Row(row).Slice(first, Math.Min(size, 8 - first)).ToArray();
            var candidates = Enumerable.Range(0, 10).Select(step =>
            {
                var limit = (1 - (step / 20.0)) * values.Max(Math.Abs);
                return IntegerGrid.OfRange(Math.Max(values.Min(), -limit), Math.Min(values.Max(), limit), format, SymmetricRange.Restricted);
            }).ToArray();
            var best = candidates.MinBy(grid => Enumerable.Range(0, activations.Rows).Sum(token =>
                Math.Pow(values.Select((value, input) => activations.Row(token)[first + input] * (grid.Nearest(value) - value)).Sum(), 2)));
            grids[i].Should().Be(best);
            cut += best == candidates[0] ? 0 : 1;
        }

        cut.Should().BePositive("otherwise nothing was chosen");
    }

    private static double Error(double[] weights, IntegerGrid grid) => weights.Sum(weight => Math.Pow(Math.Abs(grid.Nearest(weight) - weight), 2.4));
}
