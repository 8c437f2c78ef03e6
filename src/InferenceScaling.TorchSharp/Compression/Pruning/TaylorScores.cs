namespace InferenceScaling.TorchSharp.Compression.Pruning;

/// <summary>How much the training loss changes without a weight, by its Taylor expansion: Molchanov et al. (2017); for language models Ma et al., "LLM-Pruner" (2023).</summary>
internal static class TaylorScores
{
    /// <summary>The score of every weight; sum them over a channel for its score.</summary>
    /// <param name="weights">Weights.</param>
    /// <param name="gradients">g: the mean gradient of the loss over the calibration texts.</param>
    /// <param name="squaredGradients">h: the mean of squared gradients, one text at a time, which stands for the second derivative; may be empty for <see cref="TaylorOrder.First"/>.</param>
    /// <param name="order">How far the loss is expanded.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a score is NaN or infinite.</exception>
    public static double[] Of(ReadOnlySpan<float> weights, ReadOnlySpan<float> gradients, ReadOnlySpan<float> squaredGradients, TaylorOrder order)
    {
        Check(gradients, weights.Length, nameof(gradients));
        if (order != TaylorOrder.First)
            Check(squaredGradients, weights.Length, nameof(squaredGradients));
        var scores = new double[weights.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            double weight = weights[i];
            scores[i] = Math.Abs(order switch
            {
                TaylorOrder.First => weight * gradients[i],
                TaylorOrder.Second => weight * weight * squaredGradients[i],
                _ => (weight * gradients[i]) - (0.5 * weight * weight * squaredGradients[i]),
            });
            if (!double.IsFinite(scores[i]))
                throw new ArgumentException($"The score of weight {i} is {scores[i]}, of the weight {weights[i]} and the gradient {gradients[i]}; expected finite numbers. Look for losses that overflow.", nameof(gradients));
        }

        return scores;
    }

    private static void Check(ReadOnlySpan<float> values, int expected, string parameter)
    {
        if (values.Length != expected)
            throw new ArgumentException($"{values.Length} values for {expected} weights.", parameter);
    }
}
