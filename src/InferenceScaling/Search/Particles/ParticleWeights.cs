namespace InferenceScaling.Search.Particles;

/// <summary>Weights and resampling of particles (Puri et al. 2025, "A Probabilistic Inference Approach to Inference-Time Scaling of LLMs", arXiv 2502.01618).</summary>
public static class ParticleWeights
{
    private const double Clip = 1e-7;

    /// <summary>The log-odds of a score: ln(p / (1 − p)), with p kept 10⁻⁷ away from 0 and 1.</summary>
    /// <param name="score">A probability.</param>
    public static double Logit(double score)
    {
        var p = Math.Clamp(score, Clip, 1 - Clip);
        return Math.Log(p / (1 - p));
    }

    /// <summary>Softmax of log-weights over a temperature.</summary>
    /// <param name="logWeights">At least one finite log-weight.</param>
    /// <param name="temperature">Above 0.</param>
    public static double[] Normalize(ReadOnlySpan<double> logWeights, double temperature = 1)
    {
        var probabilities = new double[logWeights.Length];
        var largest = double.NegativeInfinity;
        foreach (var logWeight in logWeights)
            largest = Math.Max(largest, logWeight);
        var sum = 0.0;
        for (var index = 0; index < probabilities.Length; index++)
            sum += probabilities[index] = Math.Exp((logWeights[index] - largest) / temperature);
        for (var index = 0; index < probabilities.Length; index++)
            probabilities[index] /= sum;
        return probabilities;
    }

    /// <summary>1 / Σp²: how many equal particles the weights are worth.</summary>
    /// <param name="probabilities">Probabilities that sum to 1.</param>
    public static double EffectiveSampleSize(ReadOnlySpan<double> probabilities)
    {
        var squares = 0.0;
        foreach (var p in probabilities)
            squares += p * p;
        return 1 / squares;
    }

    /// <summary>The temperature of entropic particle filtering.</summary>
    /// <param name="probabilities">Probabilities that sum to 1.</param>
    /// <param name="annealing">The schedule.</param>
    /// <param name="progress">Steps done as a share of the most there can be.</param>
    /// <param name="earlyPhase">The progress from which nothing is flattened.</param>
    /// <returns>At least 1.</returns>
    public static double Temperature(ReadOnlySpan<double> probabilities, ParticleAnnealing annealing, double progress, double earlyPhase)
    {
        var ratio = EffectiveSampleSize(probabilities) / probabilities.Length;
        if (annealing == ParticleAnnealing.None || progress >= earlyPhase || ratio >= 0.5)
            return 1;
        return Math.Max(1, annealing switch
        {
            ParticleAnnealing.EffectiveSampleSize => (1 - progress) / ratio,
            ParticleAnnealing.Entropy => 1 / (Entropy(probabilities) + ((1 - Entropy(probabilities)) * progress)),
            _ => 2 - progress,
        });
    }

    /// <summary>Offspring by independent lots.</summary>
    /// <param name="probabilities">Probabilities that sum to 1.</param>
    /// <param name="uniforms">One number in [0, 1) an offspring.</param>
    /// <returns>The parent of each offspring.</returns>
    public static int[] Multinomial(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> uniforms)
    {
        var cumulative = Cumulative(probabilities);
        var parents = new int[uniforms.Length];
        for (var index = 0; index < parents.Length; index++)
            parents[index] = FirstAbove(cumulative, uniforms[index] * cumulative[^1]);
        return parents;
    }

    /// <summary>Offspring at even distances from one lot.</summary>
    /// <param name="probabilities">Probabilities that sum to 1.</param>
    /// <param name="uniform">A number in [0, 1).</param>
    /// <param name="count">Number of offspring.</param>
    /// <returns>The parent of each offspring, in ascending order.</returns>
    public static int[] Systematic(ReadOnlySpan<double> probabilities, double uniform, int count)
    {
        var cumulative = Cumulative(probabilities);
        var parents = new int[count];
        for (var index = 0; index < count; index++)
            parents[index] = FirstAbove(cumulative, (index + uniform) / count * cumulative[^1]);
        return parents;
    }

    private static double Entropy(ReadOnlySpan<double> probabilities)
    {
        var entropy = 0.0;
        foreach (var p in probabilities)
            entropy -= p > 0 ? p * Math.Log(p) : 0;
        return probabilities.Length > 1 ? entropy / Math.Log(probabilities.Length) : 1;
    }

    private static double[] Cumulative(ReadOnlySpan<double> probabilities)
    {
        var cumulative = new double[probabilities.Length];
        var sum = 0.0;
        for (var index = 0; index < cumulative.Length; index++)
            cumulative[index] = sum += probabilities[index];
        return cumulative;
    }

    // Never past the last: rounding must not lead off the end.
    private static int FirstAbove(double[] cumulative, double position)
    {
        var (low, high) = (0, cumulative.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (position < cumulative[middle])
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
