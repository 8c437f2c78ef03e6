using CsCheck;
using InferenceScaling.TorchSharp.Decoder.Quantized;
using TorchSharp;

namespace InferenceScaling.TorchSharp.Tests.Decoder.Quantized;

public sealed class RoundedTokensTests
{
    [Fact]
    public void Halves_go_to_even_and_each_token_has_its_scale()
    {
        var (codes, scales) = Round(2, 127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 0.25f, -0.125f, 0, 254f / 508, -0.5f, 0.001f);
        codes.Should().Equal(127, 0, 2, 2, 0, -2, 64, -32, 0, 127, -127, 0);
        scales.Should().Equal(1, 0.5f / 127);
    }

    [Fact]
    public void A_token_of_zeros_stays_zeros()
    {
        var (codes, scales) = Round(1, 0, -0f, 0);
        codes.Should().OnlyContain(code => code == 0);
        scales.Should().OnlyContain(scale => scale > 0 && scale < 1e-30f);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_no_number_makes_its_own_token_no_number(float value)
    {
        var (codes, scales) = Round(3, 1, 2, value, 3, 4, 5);
        float.IsFinite(scales[1]).Should().BeFalse();
        scales[0].Should().Be(2f / 127);
        scales[2].Should().Be(5f / 127);
        codes[5].Should().Be(127);
    }

    [Fact]
    public void Nothing_is_off_by_more_than_half_a_unit() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 40], Gen.Double[-30, 30]).SelectMany((tokens, inputs, magnitude) => Gen.Float[-1, 1].Array[tokens * inputs].Select(values => (tokens, values: values.Select(value => (float)(value * Math.Exp(magnitude))).ToArray()))).Sample(
            drawn =>
            {
                var (codes, scales) = Round(drawn.tokens, drawn.values);
                var inputs = codes.Length / drawn.tokens;
                for (var index = 0; index < codes.Length; index++)
                {
                    var scale = scales[index / inputs];
                    ((int)codes[index]).Should().BeInRange(-127, 127);
                    Math.Abs(drawn.values[index] - ((double)codes[index] * scale)).Should().BeLessThanOrEqualTo(scale * 0.50002);
                }
            },
            threads: 1,
            iter: 200);

    private static (sbyte[] Codes, float[] Scales) Round(int tokens, params float[] values)
    {
        using var activations = torch.tensor(values);
        using var shaped = activations.reshape(tokens, -1);
        using var rounded = RoundedTokens.Of(shaped);
        rounded.Scales.shape.Should().Equal(tokens, 1);
        return (rounded.Codes.data<sbyte>().ToArray(), rounded.Scales.data<float>().ToArray());
    }
}
