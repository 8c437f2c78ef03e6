namespace InferenceScaling.Verification;

/// <summary>How certain a model is of one token, from the probabilities of the likeliest ones (Fu et al. 2025, "Deep Think with Confidence").</summary>
public static class TokenConfidence
{
    /// <summary>Minus the mean of log-probabilities: high when the first token takes it all and the rest are improbable.</summary>
    /// <param name="logProbabilities">Natural logs of the k likeliest tokens' probabilities, and of the sampled one if it is not among them; at least one.</param>
    public static double FromLogProbabilities(ReadOnlySpan<double> logProbabilities)
    {
        if (logProbabilities.IsEmpty)
            throw new ArgumentException("A token without log-probabilities has no confidence.", nameof(logProbabilities));
        var sum = 0.0;
        foreach (var value in logProbabilities)
            sum += value;
        return -sum / logProbabilities.Length;
    }

    /// <summary>Minus the mean log-softmax of the k largest logits.</summary>
    /// <param name="logits">One a token of the vocabulary.</param>
    /// <param name="k">At least 1; at most all are taken.</param>
    public static double FromLogits(ReadOnlySpan<double> logits, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (logits.IsEmpty)
            throw new ArgumentException("Without logits there is no confidence.", nameof(logits));
        k = Math.Min(k, logits.Length);
        var largest = new PriorityQueue<double, double>(k + 1);
        foreach (var logit in logits)
        {
            largest.Enqueue(logit, logit);
            if (largest.Count > k)
                largest.Dequeue();
        }

        var sum = 0.0;
        while (largest.TryDequeue(out var logit, out _))
            sum += logit;
        return LogSumExp(logits) - (sum / k);
    }

    /// <summary>Self-certainty: the divergence of the model's distribution from a uniform one, KL(uniform || p), in nats (Kang et al. 2025, "Scalable Best-of-N Selection via Self-Certainty"). 0 for a uniform distribution.</summary>
    /// <param name="logits">One a token of the vocabulary.</param>
    public static double SelfCertainty(ReadOnlySpan<double> logits)
    {
        if (logits.IsEmpty)
            throw new ArgumentException("Without logits there is no self-certainty.", nameof(logits));
        var sum = 0.0;
        foreach (var logit in logits)
            sum += logit;
        return LogSumExp(logits) - (sum / logits.Length) - Math.Log(logits.Length);
    }

    private static double LogSumExp(ReadOnlySpan<double> logits)
    {
        var max = double.NegativeInfinity;
        foreach (var logit in logits)
            max = Math.Max(max, logit);
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - max);
        return max + Math.Log(sum);
    }
}
