namespace InferenceScaling.Verification;

/// <summary>A rule's opinion of one step.</summary>
/// <param name="Score">In [0, 1]: higher is better.</param>
/// <param name="Message">What is wrong; null if nothing is or the rule cannot say.</param>
public readonly record struct StepVerdict(double Score, string? Message = null)
{
    /// <summary>The step is right.</summary>
    public static StepVerdict Right => new(1);

    /// <summary>The step is wrong.</summary>
    /// <param name="message">What is wrong and, if known, what would be right.</param>
    public static StepVerdict Wrong(string message) => new(0, message);
}
