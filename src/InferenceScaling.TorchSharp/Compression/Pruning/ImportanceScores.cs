using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.TorchSharp.Compression.Pruning;

/// <summary>How much every single weight matters.</summary>
internal static class ImportanceScores
{
    /// <summary>|W_ij|.</summary>
    /// <returns>[out × in].</returns>
    public static double[] Magnitude(FiniteMatrix weights) => Array.ConvertAll(weights.Widen(), Math.Abs);

    /// <summary>|W_ij| · ‖X_j‖: Sun et al., "A simple and effective pruning approach for large language models" (Wanda, 2024).</summary>
    /// <param name="weights">[out, in].</param>
    /// <param name="activationNorms">‖X_j‖ of every input over the calibration tokens; a common factor changes nothing.</param>
    /// <returns>[out × in].</returns>
    /// <exception cref="ArgumentException">There are not as many norms as inputs, or one is negative or not finite.</exception>
    public static double[] Wanda(FiniteMatrix weights, ReadOnlySpan<double> activationNorms)
    {
        ActivationNorms.Check(activationNorms, weights.Columns, $"inputs of '{weights.Name}'");
        var scores = Magnitude(weights);
        for (var i = 0; i < scores.Length; i++)
            scores[i] *= activationNorms[i % weights.Columns];
        return scores;
    }
}
