using System.ComponentModel.DataAnnotations;

namespace InferenceScaling.Search.StepwiseCorrection;

/// <summary>Options of <see cref="StepwiseCorrectionSearch"/>.</summary>
public sealed class StepwiseCorrectionOptions
{
    /// <summary>Number of paths side by side.</summary>
    /// <value>The default is 1. The range is 1 to 65,536.</value>
    [Range(1, 65536)]
    public int Samples { get; set; } = 1;

    /// <summary>A step is rejected when the verifier's score of it is below this.</summary>
    /// <value>The default is 0.5. The range is 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double Threshold { get; set; } = 0.5;

    /// <summary>Tries of a step before the step above is taken back.</summary>
    /// <value>The default is 4. The range is 1 to 1,024.</value>
    [Range(1, 1024)]
    public int Attempts { get; set; } = 4;

    /// <summary>Steps a path may take back; after that the best try stands.</summary>
    /// <value>The default is 4. The range is 0 to 1,024.</value>
    [Range(0, 1024)]
    public int Backtracks { get; set; } = 4;

    /// <summary>What is written after a rejected step before the next try, which then reads its predecessor; empty to try from the same place.</summary>
    /// <remarks>The rejected step then stays on the path, and its low score in a product or minimum: choose among several paths by <see cref="Verification.ScoreAggregation.Last"/>.</remarks>
    public string CritiqueText { get; set; } = "";

    /// <summary>What is written in place of <see cref="CritiqueText"/> where the verifier says what is wrong, such as <c>"Wrong: {feedback}. Again:\n"</c>: <c>{feedback}</c> stands for its messages about the step. Empty to keep to <see cref="CritiqueText"/>.</summary>
    public string FeedbackText { get; set; } = "";
}
