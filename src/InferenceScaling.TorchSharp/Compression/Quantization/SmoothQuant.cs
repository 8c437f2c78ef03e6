namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Moves outliers from activations, where one scale a token must hold them all, into weights: Xiao et al., "SmoothQuant" (2023).</summary>
/// <remarks>Input j is divided by a scale where it is made and its weights are multiplied by it, so that outputs stay the same: see <see cref="ScaleFold"/>.</remarks>
internal static class SmoothQuant
{
    // The floor of the authors' code: scales below it would only turn noise into outliers.
    private const double Floor = 1e-5;

    /// <summary>max|X_j|^α / max|W_j|^(1−α). An input that was never active keeps the scale 1.</summary>
    /// <param name="activationMax">The largest magnitude of every input over the calibration tokens.</param>
    /// <param name="weightMax">The largest magnitude of the weights of every input, over all layers that read it.</param>
    /// <param name="alpha">How much of the difficulty goes to the weights, 0 to 1: 0.5 is usual, 0.8 for activations with strong outliers.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a magnitude is negative or not finite.</exception>
    public static float[] Scales(ReadOnlySpan<float> activationMax, ReadOnlySpan<float> weightMax, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(alpha);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alpha, 1);
        if (activationMax.Length != weightMax.Length)
            throw new ArgumentException($"{weightMax.Length} weight magnitudes for {activationMax.Length} inputs.", nameof(weightMax));
        var scales = new float[activationMax.Length];
        for (var input = 0; input < scales.Length; input++)
        {
            var (activation, weight) = (Magnitude(activationMax[input], input, nameof(activationMax)), Magnitude(weightMax[input], input, nameof(weightMax)));
            scales[input] = activation == 0 ? 1 : (float)Math.Max(Math.Pow(activation, alpha) / Math.Pow(Math.Max(weight, Floor), 1 - alpha), Floor);
        }

        return scales;
    }

    private static double Magnitude(float magnitude, int input, string parameter) => float.IsFinite(magnitude) && magnitude >= 0
        ? magnitude
        : throw new ArgumentException($"The magnitude of input {input} is {magnitude}; expected a finite number, at least 0. Look for activations or weights that overflow.", parameter);
}
