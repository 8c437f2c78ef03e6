namespace InferenceScaling.Search.AdaptiveBranching;

/// <summary>
/// The mixed model of AB-MCTS-M: reward = group effect + noise, group effects normal around a common mean,
/// μ ~ N(0.5, 0.2²), σ_group ~ HalfNormal(0.2), σ_noise ~ HalfNormal(0.3).
/// Sampled by Gibbs steps: the means are conjugate, the two deviations are drawn by slice sampling (Neal 2003).
/// </summary>
internal static class MixedModel
{
    private const int Sweeps = 60;

    /// <summary>Draws a reward from the posterior predictive of each group, and last of a group not seen yet.</summary>
    /// <param name="groups">The rewards of each group; at least one group, none empty.</param>
    /// <param name="lots">Random numbers.</param>
    public static double[] DrawRewards(IReadOnlyList<double[]> groups, LotStream lots)
    {
        var (mean, groupDeviation, noise, effects) = Draw(groups, lots);
        var rewards = new double[groups.Count + 1];
        for (var group = 0; group < groups.Count; group++)
            rewards[group] = effects[group] + (noise * lots.Normal());
        rewards[^1] = mean + (groupDeviation * lots.Normal()) + (noise * lots.Normal());
        return rewards;
    }

    /// <summary>Draws the parameters from their posterior.</summary>
    public static (double Mean, double GroupDeviation, double Noise, double[] Effects) Draw(IReadOnlyList<double[]> groups, LotStream lots)
    {
        var (mean, groupDeviation, noise) = (0.5, 0.1, 0.2);
        var effects = new double[groups.Count];
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            for (var group = 0; group < effects.Length; group++)
            {
                var (between, within) = (1 / (groupDeviation * groupDeviation), 1 / (noise * noise));
                var precision = between + (groups[group].Length * within);
                effects[group] = (((between * mean) + (within * groups[group].Sum())) / precision) + (lots.Normal() / Math.Sqrt(precision));
            }

            var evidence = effects.Length / (groupDeviation * groupDeviation);
            const double prior = 1 / (0.2 * 0.2);
            mean = (((prior * 0.5) + (evidence * effects.Average())) / (prior + evidence)) + (lots.Normal() / Math.Sqrt(prior + evidence));
            var center = mean;
            groupDeviation = DrawDeviation(groupDeviation, effects.Length, effects.Sum(effect => (effect - center) * (effect - center)), scale: 0.2, lots);
            var squares = groups.Select((rewards, group) => rewards.Sum(reward => (reward - effects[group]) * (reward - effects[group]))).Sum();
            noise = DrawDeviation(noise, groups.Sum(rewards => rewards.Length), squares, scale: 0.3, lots);
        }

        return (mean, groupDeviation, noise, effects);
    }

    // A slice sampler on the logarithm of the deviation, within bounds that keep precisions finite.
    private static double DrawDeviation(double current, int count, double squares, double scale, LotStream lots)
    {
        var (low, high) = (Math.Log(1e-3), Math.Log(3.0));
        var at = Math.Clamp(Math.Log(current), low, high);
        var floor = LogDensity(at) + Math.Log(1 - lots.Uniform());
        while (true)
        {
            var next = low + ((high - low) * lots.Uniform());
            if (LogDensity(next) >= floor)
                return Math.Exp(next);
            if (next < at)
                low = next;
            else
                high = next;
        }

        double LogDensity(double log)
        {
            var variance = Math.Exp(2 * log);
            return ((1 - count) * log) - (squares / (2 * variance)) - (variance / (2 * scale * scale));
        }
    }
}
