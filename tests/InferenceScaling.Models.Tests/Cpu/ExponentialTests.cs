using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public unsafe void Wide_and_narrow_vectors_give_the_same_bits(bool rounds)
    {
        var scores = Enumerable.Range(0, 16 * 12).Select(index => index % 29 == 0 ? float.NegativeInfinity : MathF.Sin(index) * (index % 60)).ToArray();
        foreach (var count in new[] { 1, 7, 16, 23, 160 })
        {
            float[] wide = [.. scores], narrow = [.. scores];
            wide.AsSpan(count, 16).Fill(float.NegativeInfinity);
            narrow.AsSpan(count, 16).Fill(float.NegativeInfinity);
            fixed (float* one = wide, other = narrow)
                PagedAttention.ExponentiateWidely(one, count, rounds).Should().Be(PagedAttention.ExponentiateNarrowly(other, count, rounds));
            wide.Should().Equal(narrow);
        }

        var numbers = Enumerable.Range(0, 16).Select(index => (index * 1.7f) - 11).ToArray();
        var values = ElementFunctions.Silu.Invoke(Vector512.Create(numbers));
        values.GetLower().Should().Be(ElementFunctions.Silu.Invoke(Vector256.Create(numbers)));
        values.GetUpper().Should().Be(ElementFunctions.Silu.Invoke(Vector256.Create(numbers, 8)));
    }

    [Fact]
    public unsafe void Rounded_probabilities_add_up_to_their_sum()
    {
        var scores = Enumerable.Range(0, 64).Select(index => MathF.Sin(index) * 5).ToArray();
        fixed (float* numbers = scores)
        {
            var sum = PagedAttention.Exponentiate(numbers, 48, softCap: 0, rounds: true);
            sum.Should().BeApproximately(scores.Take(48).Sum(), 1e-5f * sum);
        }

        scores.Take(48).Should().OnlyContain(number => (BitConverter.SingleToUInt32Bits(number) & 0xFFFF) == 0);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    public unsafe void Written_backwards_they_are_the_same_with_zeros_behind(int count)
    {
        Skip.IfNot(Avx512F.IsSupported, "This processor has no 512-bit vectors.");
        float[] scores = [.. Enumerable.Range(0, 64).Select(index => MathF.Sin(index) * 5)], others = [.. scores];
        var halves = new ushort[64];
        fixed (float* one = scores, other = others)
        {
            fixed (ushort* first = halves)
                PagedAttention.ExponentiateBackwards(one, count, softCap: 30, first + 64).Should().Be(PagedAttention.Exponentiate(other, count, softCap: 30, rounds: true));
        }

        halves.Reverse().Take(count).Should().Equal(others.Take(count).Select(CacheFormats.Halve));
        halves.Reverse().Skip(count).Should().AllBeEquivalentTo((ushort)0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(40)]
    public unsafe void A_score_that_is_no_number_leaves_no_sum(int place)
    {
        float[] wide = [.. Enumerable.Range(0, 64).Select(index => index == place ? float.NaN : index < 41 ? index : float.NegativeInfinity)];
        float[] narrow = [.. wide];
        fixed (float* one = wide, other = narrow)
        {
            PagedAttention.ExponentiateWidely(one, 41, rounds: true).Should().Be(float.NaN);
            PagedAttention.ExponentiateNarrowly(other, 41, rounds: true).Should().Be(float.NaN);
        }
    }

    private static float Of(float x) => Exponential.Invoke(Vector256.Create(x))[3];
}
