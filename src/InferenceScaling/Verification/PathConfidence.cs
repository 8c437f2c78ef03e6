using InferenceScaling.Paths;

namespace InferenceScaling.Verification;

/// <summary>The token confidences of a path, for <see cref="GroupConfidence"/>.</summary>
public static class PathConfidence
{
    /// <summary>The confidence at each token, from the first to the last. Steps that the search wrote in the model's place, such as "Wait", have none and are left out.</summary>
    /// <param name="path">A path whose generated steps all have <see cref="ReasoningStep.Confidences"/>.</param>
    /// <exception cref="InvalidOperationException">A generated step has text but no confidences, or no step has any.</exception>
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
        ReasoningPath? without = null;
        for (var index = 0; index < steps; index++, node = node.Parent!)
        {
            var step = node.Step!;
            length += step.Confidences.Length;
            if (!step.Confidences.IsEmpty || step.Text.Length == 0)
                continue;
            without = node;
            if (step.Usage != default)
                throw Missing(node);
        }

        if (length == 0 && without is not null)
            throw Missing(without);
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

    private static InvalidOperationException Missing(ReasoningPath node) =>
        new($"Step {node.Depth} of path {node} has no token confidences; use a generator that fills {nameof(ReasoningStep)}.{nameof(ReasoningStep.Confidences)} when {nameof(StepOptions)}.{nameof(StepOptions.ConfidenceTokens)} asks for them, or a rule that does not need them.");
}
