using InferenceScaling.TorchSharp.Compression.Matrices;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Tests.Compression.Matrices;

public sealed class InverseFactorTests
{
    private static readonly Hessian Golden = Hessian.Of(RandomMatrices.Matrix([1, 0.5f, 0.2f], [0.9f, 0.6f, -0.1f], [-0.4f, -0.1f, 0.8f], [0.3f, 0.4f, 0.5f]));

    [Fact]
    public void It_is_the_upper_factor_of_the_damped_inverse()
    {
        using var factor = InverseFactor.Of(Golden, 0.01, [0, 1, 2]);
        double[] expected = [3.57446, -5.648722, 1.173906, 0, 1.616137, -0.271449, 0, 0, 1.448971];
        factor!.data<double>().ToArray().Zip(expected, (found, value) => Math.Abs(found - value)).Max().Should().BeLessThan(1e-5);
    }

    [Fact]
    public void Its_square_undoes_the_Hessian_in_every_order()
    {
        using var scope = NewDisposeScope();
        var hessian = Hessian.Of(RandomMatrices.Seeded(5, 40, 12));
        int[] order = [3, 1, 4, 11, 5, 9, 2, 6, 0, 8, 7, 10];
        var factor = InverseFactor.Of(hessian, 0, order)!;
        var ordered = tensor(order.SelectMany(row => order.Select(column => hessian.Values[(row * 12) + column])).ToArray(), [12, 12]);
        (factor.t().matmul(factor).matmul(ordered) - eye(12, dtype: ScalarType.Float64)).abs().max().item<double>().Should().BeLessThan(1e-9);
    }

    [Fact]
    public void There_is_none_where_the_Hessian_is_not_positive_definite()
    {
        InverseFactor.Of(new(2, [1, 2, 2, 1]), 0.01, [0, 1]).Should().BeNull();
        InverseFactor.Of(new(2, [1, 1, 1, 1]), 0, [0, 1]).Should().BeNull();
        InverseFactor.Of(new(2, [1e308, 0, 0, 1e308]), 0.01, [0, 1]).Should().BeNull("the mean of the diagonal overflows");
    }

    [Fact]
    public void Damping_makes_up_for_too_few_tokens()
    {
        using var factor = InverseFactor.Of(Hessian.Of(RandomMatrices.Seeded(6, 3, 30)), 0.01, [.. Enumerable.Range(0, 30)]);
        factor.Should().NotBeNull();
    }

    [Fact]
    public void Inputs_that_were_never_active_do_not_count()
    {
        using var factor = InverseFactor.Of(new(2, [4, 0, 0, 0]), 0.01, [0, 1]);
        factor!.data<double>().ToArray().Should().Equal(1 / Math.Sqrt(4.04), 0, 0, 1 / Math.Sqrt(4.04));
        using var none = InverseFactor.Of(new(1, [0]), 0, [0]);
        none!.data<double>().ToArray().Should().Equal(1);
    }
}
