namespace InferenceScaling.Evaluation.Calibration;

/// <summary>Whether the right predictions are the confident ones, whatever the confidences are called.</summary>
public static class Discrimination
{
    /// <summary>The probability that a right prediction is more confident than a wrong one, ties counting half (area under the ROC curve).</summary>
    /// <param name="confidence">Any scale; not NaN.</param>
    /// <param name="correct">Whether each was right.</param>
    /// <returns>A value in [0, 1]; null if all are right or all are wrong.</returns>
    public static double? Auroc(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct)
    {
        Prediction.Check(confidence, correct, isProbability: false);
        var order = Prediction.Ascending(confidence);
        var (wins, positives, negatives) = (0.0, 0L, 0L);
        for (var start = 0; start < order.Length;)
        {
            var (end, tiedPositives, tiedNegatives) = Tied(confidence, correct, order, start);
            wins += tiedPositives * (negatives + (tiedNegatives / 2.0));
            positives += tiedPositives;
            negatives += tiedNegatives;
            start = end;
        }

        return positives == 0 || negatives == 0 ? null : wins / ((double)positives * negatives);
    }

    /// <summary>The area under precision over recall, as a step function.</summary>
    /// <param name="confidence">Any scale; not NaN.</param>
    /// <param name="correct">Whether each was right.</param>
    /// <returns>A value in [0, 1]; null if none is right.</returns>
    public static double? AveragePrecision(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct)
    {
        Prediction.Check(confidence, correct, isProbability: false);
        var order = Prediction.Ascending(confidence);
        Array.Reverse(order);
        var (sum, positives, seen) = (0.0, 0, 0);
        for (var start = 0; start < order.Length;)
        {
            var (end, tiedPositives, _) = Tied(confidence, correct, order, start);
            positives += tiedPositives;
            seen += end - start;
            sum += tiedPositives * ((double)positives / seen);
            start = end;
        }

        return positives == 0 ? null : sum / positives;
    }

    /// <summary>The share of wrong predictions among the most confident 1, 2, … n: what an assistant that may abstain would get wrong.</summary>
    /// <param name="confidence">Any scale; not NaN.</param>
    /// <param name="correct">Whether each was right. Ties in confidence keep their order.</param>
    public static double[] RiskCoverage(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct)
    {
        Prediction.Check(confidence, correct, isProbability: false);
        var keys = confidence.ToArray();
        var order = Enumerable.Range(0, keys.Length).OrderByDescending(index => keys[index]).ToArray();
        var risks = new double[order.Length];
        var wrong = 0;
        for (var index = 0; index < order.Length; index++)
        {
            wrong += correct[order[index]] ? 0 : 1;
            risks[index] = (double)wrong / (index + 1);
        }

        return risks;
    }

    /// <summary>The mean of the risks at coverage 1/n … 1 (Geifman et al. 2019): lower is better.</summary>
    /// <param name="confidence">Any scale; not NaN.</param>
    /// <param name="correct">Whether each was right.</param>
    public static double Aurc(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct) => RiskCoverage(confidence, correct).Average();

    private static (int End, int Positives, int Negatives) Tied(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int[] order, int start)
    {
        var (end, positives) = (start, 0);
        for (; end < order.Length && confidence[order[end]] == confidence[order[start]]; end++)
            positives += correct[order[end]] ? 1 : 0;
        return (end, positives, end - start - positives);
    }
}
