namespace InferenceScaling.Allocation.Learning;

/// <summary>Judges a policy by the log of another, before a switch (Horvitz and Thompson 1952; Swaminathan and Joachims 2015; Dudík, Langford and Li 2011).</summary>
/// <remarks>Each takes, for every logged request, the reward, the probability with which the logging policy made its choice, and the probability with which the judged policy would have made the same.</remarks>
public static class OffPolicyEvaluation
{
    /// <summary>Inverse propensity scoring, mean of r · π / p: unbiased, noisy where propensities are small.</summary>
    /// <param name="rewards">One a request.</param>
    /// <param name="propensities">Of the logged choice, above 0.</param>
    /// <param name="target">The judged policy's probability of the logged choice.</param>
    public static OffPolicyEstimate InversePropensity(ReadOnlySpan<double> rewards, ReadOnlySpan<double> propensities, ReadOnlySpan<double> target)
    {
        var weights = Weights(rewards, propensities, target);
        var terms = new double[weights.Length];
        for (var row = 0; row < terms.Length; row++)
            terms[row] = weights[row] * rewards[row];
        return Summarize(terms, weights);
    }

    /// <summary>Self-normalised inverse propensity scoring, Σ w r / Σ w: hardly biased, and far less noisy.</summary>
    /// <param name="rewards">One a request.</param>
    /// <param name="propensities">Of the logged choice, above 0.</param>
    /// <param name="target">The judged policy's probability of the logged choice.</param>
    public static OffPolicyEstimate SelfNormalized(ReadOnlySpan<double> rewards, ReadOnlySpan<double> propensities, ReadOnlySpan<double> target)
    {
        var weights = Weights(rewards, propensities, target);
        var (sum, weighted) = (0.0, 0.0);
        for (var row = 0; row < weights.Length; row++)
        {
            sum += weights[row];
            weighted += weights[row] * rewards[row];
        }

        if (sum == 0)
            return new(double.NaN, double.PositiveInfinity, 0);
        var value = weighted / sum;
        var squares = 0.0;
        for (var row = 0; row < weights.Length; row++)
            squares += weights[row] * weights[row] * (rewards[row] - value) * (rewards[row] - value);
        return new(value, weights.Length < 2 ? double.PositiveInfinity : Math.Sqrt(squares) / sum, Effective(weights));
    }

    /// <summary>Doubly robust: a model's prediction for the judged policy, corrected by the weighted error of its predictions. Right if either the model or the propensities are.</summary>
    /// <param name="rewards">One a request.</param>
    /// <param name="propensities">Of the logged choice, above 0.</param>
    /// <param name="target">The judged policy's probability of the logged choice.</param>
    /// <param name="predictedLogged">The model's reward for the logged choice.</param>
    /// <param name="predictedTarget">The model's reward for the judged policy: the mean over its choices.</param>
    public static OffPolicyEstimate DoublyRobust(ReadOnlySpan<double> rewards, ReadOnlySpan<double> propensities, ReadOnlySpan<double> target, ReadOnlySpan<double> predictedLogged, ReadOnlySpan<double> predictedTarget)
    {
        var weights = Weights(rewards, propensities, target);
        if (predictedLogged.Length != rewards.Length || predictedTarget.Length != rewards.Length)
            throw new ArgumentException($"There are {rewards.Length} rewards but {predictedLogged.Length} and {predictedTarget.Length} predictions; there must be one of each a request.", nameof(predictedLogged));
        var terms = new double[weights.Length];
        for (var row = 0; row < terms.Length; row++)
            terms[row] = predictedTarget[row] + (weights[row] * (rewards[row] - predictedLogged[row]));
        return Summarize(terms, weights);
    }

    /// <summary>Judges a policy by a log, doubly robust with a ridge regression of the rewards for each arm, fitted on the other half of the log.</summary>
    /// <param name="log">At least two decisions, all of the same arms and features.</param>
    /// <param name="target">The judged policy: its probability of each arm, from a decision's features.</param>
    /// <param name="ridge">Strength of the regressions' ridge, above 0.</param>
    /// <exception cref="ArgumentException">There are fewer than two decisions, or they differ in arms or features.</exception>
    public static OffPolicyEstimate DoublyRobust(IReadOnlyList<LoggedDecision> log, Func<LoggedDecision, IReadOnlyList<double>> target, double ridge = 1)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ridge);
        if (log.Count < 2 || log.Any(decision => decision.Probabilities.Length != log[0].Probabilities.Length || decision.Features.Length != log[0].Features.Length))
            throw new ArgumentException("A log needs at least two decisions, all of the same arms and features.", nameof(log));
        LinearArm[][] halves = [Fit(log, 0, ridge), Fit(log, 1, ridge)];
        var (rewards, propensities, wanted, logged, mean) = (new double[log.Count], new double[log.Count], new double[log.Count], new double[log.Count], new double[log.Count]);
        for (var row = 0; row < log.Count; row++)
        {
            var decision = log[row];
            var probabilities = target(decision);
            double[] x = [.. decision.Features, 1];
            var arms = halves[1 - (row % 2)];
            (rewards[row], propensities[row], wanted[row]) = (decision.Reward, decision.Propensity, probabilities[decision.Arm]);
            logged[row] = arms[decision.Arm].Mean(x);
            for (var arm = 0; arm < arms.Length; arm++)
                mean[row] += probabilities[arm] * arms[arm].Mean(x);
        }

        return DoublyRobust(rewards, propensities, wanted, logged, mean);
    }

    private static LinearArm[] Fit(IReadOnlyList<LoggedDecision> log, int half, double ridge)
    {
        LinearArm[] arms = [.. log[0].Probabilities.Select(_ => new LinearArm(log[0].Features.Length + 1, ridge))];
        for (var row = half; row < log.Count; row += 2)
            arms[log[row].Arm].Observe([.. log[row].Features, 1], log[row].Reward, log[row].Cost);
        return arms;
    }

    private static double[] Weights(ReadOnlySpan<double> rewards, ReadOnlySpan<double> propensities, ReadOnlySpan<double> target)
    {
        if (rewards.IsEmpty || propensities.Length != rewards.Length || target.Length != rewards.Length)
            throw new ArgumentException($"There are {rewards.Length} rewards, {propensities.Length} propensities and {target.Length} probabilities; there must be one of each a request, and at least one.", nameof(rewards));
        var weights = new double[rewards.Length];
        for (var row = 0; row < weights.Length; row++)
        {
            if (!(propensities[row] is > 0 and <= 1) || !(target[row] is >= 0 and <= 1))
                throw new ArgumentException($"Request {row} has a propensity of {propensities[row]} and a probability of {target[row]}; a propensity must be above 0 and both at most 1.", nameof(propensities));
            weights[row] = target[row] / propensities[row];
        }

        return weights;
    }

    private static OffPolicyEstimate Summarize(double[] terms, double[] weights)
    {
        var mean = terms.Average();
        var squares = 0.0;
        foreach (var term in terms)
            squares += (term - mean) * (term - mean);
        return new(mean, terms.Length < 2 ? double.PositiveInfinity : Math.Sqrt(squares / (terms.Length - 1) / terms.Length), Effective(weights));
    }

    private static double Effective(double[] weights)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var weight in weights)
        {
            sum += weight;
            squares += weight * weight;
        }

        return squares == 0 ? 0 : sum * sum / squares;
    }
}
