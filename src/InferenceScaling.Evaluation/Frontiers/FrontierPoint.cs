using InferenceScaling.Evaluation.Intervals;

namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>A measured strategy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Problems">Questions it was measured on.</param>
/// <param name="Right">Questions it answered rightly.</param>
/// <param name="Cost">Mean cost of a question.</param>
/// <param name="AccuracyInterval">Wilson's interval of the accuracy.</param>
/// <param name="CostInterval">The normal approximation's interval of the mean cost.</param>
public sealed record FrontierPoint(string Name, int Problems, int Right, double Cost, ConfidenceInterval AccuracyInterval, ConfidenceInterval CostInterval)
{
    /// <summary>Share of the questions it answered rightly.</summary>
    public double Accuracy => (double)Right / Problems;
}
