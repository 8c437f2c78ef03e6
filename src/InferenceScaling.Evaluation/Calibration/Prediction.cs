namespace InferenceScaling.Evaluation.Calibration;

/// <summary>What the measures of predictions share.</summary>
internal static class Prediction
{
    public static void Check(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, bool isProbability = true)
    {
        if (confidence.Length != correct.Length)
            throw new ArgumentException($"There are {confidence.Length} confidences but {correct.Length} outcomes; there must be one a prediction.", nameof(correct));
        if (confidence.IsEmpty)
            throw new ArgumentException("There are no predictions to measure.", nameof(confidence));
        for (var index = 0; index < confidence.Length; index++)
        {
            if (double.IsNaN(confidence[index]) || (isProbability && confidence[index] is < 0 or > 1))
                throw new ArgumentException($"Confidence {index} is {confidence[index]}; it must be {(isProbability ? "in [0, 1]" : "a number")}.", nameof(confidence));
        }
    }

    /// <summary>Indices by ascending confidence, ties in input order.</summary>
    public static int[] Ascending(ReadOnlySpan<double> confidence)
    {
        var keys = confidence.ToArray();
        return [.. Enumerable.Range(0, keys.Length).OrderBy(index => keys[index])];
    }
}
