using InferenceScaling.TorchSharp.Compression.Matrices;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Tests.Compression.Matrices;

public sealed class HessianTests
{
    [Fact]
    public void It_is_twice_the_mean_product_of_activations()
    {
        var hessian = Hessian.Of(RandomMatrices.Matrix([1, 0.5f, 0.2f], [0.9f, 0.6f, -0.1f], [-0.4f, -0.1f, 0.8f], [0.3f, 0.4f, 0.5f]));
        double[] expected = [1.03, 0.6, -0.03, 0.6, 0.39, 0.08, -0.03, 0.08, 0.47];
        hessian.Values.Zip(expected, (found, value) => Math.Abs(found - value)).Max().Should().BeLessThan(1e-7);
    }

    [Fact]
    public void Batches_of_any_shape_add_up_to_the_whole()
    {
        var activations = RandomMatrices.Seeded(1, 12, 5);
        using var scope = NewDisposeScope();
        using var sum = new HessianSum(5);
        var all = activations.ToTensor().to(ScalarType.Float32);
        sum.Add(all.narrow(0, 0, 8).reshape(2, 4, 5));
        sum.Add(all.narrow(0, 8, 1).squeeze(0));
        sum.Add(all.narrow(0, 9, 3));
        sum.Tokens.Should().Be(12);
        sum.ToHessian().Values.Zip(Hessian.Of(activations).Values, (one, other) => Math.Abs(one - other)).Max().Should().BeLessThan(1e-12);
    }

    [Fact]
    public void It_says_how_much_a_change_of_weights_changes_the_outputs()
    {
        var (activations, weights) = (RandomMatrices.Seeded(2, 9, 6), RandomMatrices.Seeded(3, 4, 6));
        var changed = Array.ConvertAll(weights.Values.ToArray(), MathF.Round);
        var change = changed.Zip(weights.Values.ToArray(), (now, before) => (double)now - before).ToArray();
        Hessian.Of(activations).OutputError(change).Should().BeApproximately(RandomMatrices.OutputError(activations, weights, changed), 1e-9);
    }

    [Fact]
    public void The_most_active_inputs_come_first_and_equal_ones_by_number() =>
        new Hessian(4, [1, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2]).DescendingOrder().Should().Equal(1, 3, 0, 2);

    [Fact]
    public void Bad_values_are_refused_with_their_place()
    {
        FluentActions.Invoking(() => new Hessian(2, [1, 0, double.NaN, 1])).Should().Throw<ArgumentException>().WithMessage("*inputs 1 and 0*");
        FluentActions.Invoking(() => new Hessian(2, [1, 0, 0, -1])).Should().Throw<ArgumentException>().WithMessage("*-1*inputs 1 and 1*");
        FluentActions.Invoking(() => new Hessian(2, [1, 0, 0])).Should().Throw<ArgumentException>().WithMessage("*3 values*4*");
    }

    [Fact]
    public void A_sum_of_nothing_and_activations_of_another_layer_are_refused()
    {
        using var sum = new HessianSum(3);
        using var activations = zeros(2, 4);
        sum.Invoking(it => it.ToHessian()).Should().Throw<InvalidOperationException>().WithMessage("*at least one token*");
        sum.Invoking(it => it.Add(activations)).Should().Throw<ArgumentException>().WithMessage("*[2, 4]*3 inputs*");
    }
}
