namespace InferenceScaling.Verification;

/// <summary>What a verifier found wrong in one step: something to show, or to give back to the model.</summary>
/// <param name="Step">The step, from zero.</param>
/// <param name="Message">What is wrong and, if known, what would be right, such as <c>10 * 1 = 24 is wrong: 10 * 1 = 10</c>.</param>
public sealed record StepFeedback(int Step, string Message);
