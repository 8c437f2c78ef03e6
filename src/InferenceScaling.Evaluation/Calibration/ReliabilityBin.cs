namespace InferenceScaling.Evaluation.Calibration;

/// <summary>Predictions of similar confidence.</summary>
/// <param name="Count">Number of predictions.</param>
/// <param name="MeanConfidence">What they promised.</param>
/// <param name="Accuracy">What they kept.</param>
public readonly record struct ReliabilityBin(int Count, double MeanConfidence, double Accuracy)
{
    /// <summary>The distance between promise and truth.</summary>
    public double Gap => Math.Abs(MeanConfidence - Accuracy);
}
