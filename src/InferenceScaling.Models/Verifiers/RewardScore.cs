using System.Numerics.Tensors;

namespace InferenceScaling.Models.Verifiers;

/// <summary>From outputs to scores in [0, 1], as pure functions.</summary>
internal static class RewardScore
{
    /// <summary>1 / (1 + exp(−value)), without overflow.</summary>
    public static float Sigmoid(double value) => (float)(value >= 0 ? 1 / (1 + Math.Exp(-value)) : Math.Exp(value) / (1 + Math.Exp(value)));

    /// <summary>The softmax over two outputs, read for the good one.</summary>
    public static float OfTwo(double bad, double good) => Sigmoid(good - bad);

    /// <summary>The sigmoid of the mean of all outputs (Wu et al. 2024, REBASE).</summary>
    public static float OfMean(ReadOnlySpan<float> outputs)
    {
        var sum = 0.0;
        foreach (var output in outputs)
            sum += output;
        return Sigmoid(sum / outputs.Length);
    }

    /// <summary>Of a classification head: the probability of label 1 of two, or the sigmoid of a single reward.</summary>
    public static float OfLabels(ReadOnlySpan<float> outputs) => outputs.Length == 1 ? Sigmoid(outputs[0]) : OfTwo(outputs[0], outputs[1]);

    /// <summary>The probability of some tokens among these and some others.</summary>
    public static float OfTokens(ReadOnlySpan<float> logits, ReadOnlySpan<int> bad, ReadOnlySpan<int> good)
    {
        var maximum = TensorPrimitives.Max(logits);
        var (no, yes) = (Sum(logits, bad, maximum), Sum(logits, good, maximum));

        // Both are far below the most probable token: their largest logits still say which is likelier.
        return no + yes > 0 ? (float)(yes / (no + yes)) : OfTwo(Largest(logits, bad), Largest(logits, good));
    }

    private static double Sum(ReadOnlySpan<float> logits, ReadOnlySpan<int> tokens, double maximum)
    {
        var sum = 0.0;
        foreach (var token in tokens)
            sum += Math.Exp(logits[token] - maximum);
        return sum;
    }

    private static float Largest(ReadOnlySpan<float> logits, ReadOnlySpan<int> tokens)
    {
        var largest = float.NegativeInfinity;
        foreach (var token in tokens)
            largest = Math.Max(largest, logits[token]);
        return largest;
    }
}
