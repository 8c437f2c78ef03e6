using InferenceScaling.Paths;

namespace InferenceScaling.Verification;

/// <summary>The token confidences of a path, for <see cref="GroupConfidence"/>.</summary>
public static class PathConfidence
{
    /// <summary>The confidence at each token, from the first to the last.</summary>
    /// <param name="path">A path whose steps all have <see cref="ReasoningStep.Confidences"/>.</param>
    /// <exception cref="InvalidOperationException">A step has tokens or text but no confidences.</exception>
    public static double[] OfTokens(ReasoningPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return OfLastTokens(path, path.Depth);
    }

    /// <summary>The confidence at each token of the last steps.</summary>
    internal static double[] OfLastTokens(ReasoningPath path, int steps)
    {
        var length = 0;
        var node = path;
        for (var index = 0; index < steps; index++, node = node.Parent!)
            length += Confidences(node).Length;
        var tokens = new double[length];
        node = path;
        for (var index = 0; index < steps; index++, node = node.Parent!)
        {
            var confidences = node.Step!.Confidences;
            length -= confidences.Length;
            for (var token = 0; token < confidences.Length; token++)
                tokens[length + token] = confidences[token];
        }

        return tokens;
    }

    private static ReadOnlySpan<float> Confidences(ReasoningPath node)
    {
        var step = node.Step!;
        if (step.Confidences.IsEmpty && step.Text.Length > 0)
            throw new InvalidOperationException($"Step {node.Depth} of path {node} has no token confidences; use a generator that fills {nameof(ReasoningStep)}.{nameof(ReasoningStep.Confidences)}, or a rule that does not need them.");
        return step.Confidences.AsSpan();
    }
}
