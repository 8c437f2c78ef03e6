using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models.Tests.Architectures;

public sealed class RopeFrequenciesTests
{
    private static readonly RopeConfig Plain = new() { RotaryDimensions = 4, Theta = 100 };

    [Fact]
    public void Frequencies_fall_geometrically() => RopeFrequencies.Compute(Plain, false).Should().Equal([1, 0.1], Near);

    [Fact]
    public void Linear_scaling_divides_all() =>
        RopeFrequencies.Compute(Plain with { Scaling = RopeScaling.Linear, Factor = 4 }, false).Should().Equal([0.25, 0.025], Near);

    [Fact]
    public void Llama3_scaling_keeps_short_waves_divides_long_ones_and_blends_between()
    {
        // Wavelengths 6.28 and 62.8: with an original context of 40 the bounds are 10 (kept below) and 40 (divided above).
        var rope = Plain with { Scaling = RopeScaling.Llama3, Factor = 8, OriginalContextLength = 40, LowFrequencyFactor = 1, HighFrequencyFactor = 4 };
        RopeFrequencies.Compute(rope, false).Should().Equal([1, 0.0125], Near);
        var smooth = ((100 / (20 * Math.PI)) - 1) / 3;
        RopeFrequencies.Compute(rope with { OriginalContextLength = 100 }, false).Should().Equal([1, (0.1 * smooth) + (0.0125 * (1 - smooth))], Near);
    }

    [Fact]
    public void Long_rope_chooses_its_divisors_by_length()
    {
        var rope = Plain with { Scaling = RopeScaling.LongRope, ShortFactors = [1, 2], LongFactors = [4, 5] };
        RopeFrequencies.Compute(rope, false).Should().Equal([1, 0.05], Near);
        RopeFrequencies.Compute(rope, true).Should().Equal([0.25, 0.02], Near);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;
}
