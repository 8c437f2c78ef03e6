namespace InferenceScaling.Models.Architectures;

/// <summary>Angular frequencies of rotary embeddings. Angle = position × frequency.</summary>
public static class RopeFrequencies
{
    /// <summary>Frequencies of the dimension pairs.</summary>
    /// <param name="rope">The rotary embedding.</param>
    /// <param name="longSequence">LongRoPE: whether the sequence is longer than the original context.</param>
    /// <returns>Half as many as there are rotary dimensions.</returns>
    public static double[] Compute(RopeConfig rope, bool longSequence)
    {
        ArgumentNullException.ThrowIfNull(rope);
        var frequencies = new double[rope.RotaryDimensions / 2];
        for (var pair = 0; pair < frequencies.Length; pair++)
            frequencies[pair] = Math.Pow(rope.Theta, -2.0 * pair / rope.RotaryDimensions);

        switch (rope.Scaling)
        {
            case RopeScaling.Linear:
                for (var pair = 0; pair < frequencies.Length; pair++)
                    frequencies[pair] /= rope.Factor;
                break;
            case RopeScaling.Llama3:
                for (var pair = 0; pair < frequencies.Length; pair++)
                    frequencies[pair] = Llama3(rope, frequencies[pair]);
                break;
            case RopeScaling.Yarn:
                Yarn(rope, frequencies);
                break;
            case RopeScaling.LongRope:
                var divisors = longSequence ? rope.LongFactors : rope.ShortFactors;
                for (var pair = 0; pair < frequencies.Length; pair++)
                    frequencies[pair] /= divisors[pair];
                break;
        }

        return frequencies;
    }

    private static double Llama3(RopeConfig rope, double frequency)
    {
        var wavelength = 2 * Math.PI / frequency;
        if (wavelength > rope.OriginalContextLength / rope.LowFrequencyFactor)
            return frequency / rope.Factor;
        if (wavelength < rope.OriginalContextLength / rope.HighFrequencyFactor)
            return frequency;
        var smooth = ((rope.OriginalContextLength / wavelength) - rope.LowFrequencyFactor) / (rope.HighFrequencyFactor - rope.LowFrequencyFactor);
        return ((1 - smooth) * frequency / rope.Factor) + (smooth * frequency);
    }

    private static void Yarn(RopeConfig rope, double[] frequencies)
    {
        var low = Dimension(rope, rope.BetaFast);
        var high = Dimension(rope, rope.BetaSlow);
        if (rope.Truncate)
            (low, high) = (Math.Floor(low), Math.Ceiling(high));
        low = Math.Max(low, 0);
        high = Math.Min(high, rope.RotaryDimensions - 1);
        if (high == low)
            high += 0.001;
        for (var pair = 0; pair < frequencies.Length; pair++)
        {
            var interpolated = Math.Clamp((pair - low) / (high - low), 0, 1);
            frequencies[pair] = (frequencies[pair] / rope.Factor * interpolated) + (frequencies[pair] * (1 - interpolated));
        }
    }

    // The dimension that makes this many rotations over the original context.
    private static double Dimension(RopeConfig rope, double rotations) =>
        rope.RotaryDimensions * Math.Log(rope.OriginalContextLength / (rotations * 2 * Math.PI)) / (2 * Math.Log(rope.Theta));
}
