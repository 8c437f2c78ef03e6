using System.Runtime.Intrinsics;
using InferenceScaling.Models.Cpu;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed class ExponentialTests
{
    [Fact]
    public void It_is_within_two_units_of_the_last_place()
    {
        for (var x = -87f; x < 87.9f; x += 0.0137f)
        {
            var expected = (float)Math.Exp(x);
            Math.Abs(Of(x) - expected).Should().BeLessThanOrEqualTo(2 * (MathF.BitIncrement(expected) - expected), $"e^{x}");
        }
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(-88f, 0f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(float.NaN, float.NaN)]
    public void Ends_are_what_a_softmax_needs(float x, float expected) => Of(x).Should().Be(expected);

    [Fact]
    public void Large_numbers_stay_finite() => float.IsFinite(Of(1000)).Should().BeTrue();

    private static float Of(float x) => Exponential.Invoke(Vector256.Create(x))[3];
}
