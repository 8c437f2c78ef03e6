using InferenceScaling.Paths;

namespace InferenceScaling.Verification;

/// <summary>Options of <see cref="SelfEvaluationVerifier"/>.</summary>
public sealed record SelfEvaluationOptions
{
    /// <summary>Makes the question about the last step of a path.</summary>
    /// <value>By default it shows the problem and the reasoning so far and asks for "yes" or "no".</value>
    public Func<ReasoningPath, Prompt> Ask { get; init; } = SelfEvaluationVerifier.DefaultQuestion;

    /// <summary>Judgements a step; more than one are drawn at <see cref="Temperature"/> and averaged. At least 1.</summary>
    /// <value>The default is 1: one greedy judgement.</value>
    public int Samples { get; init; } = 1;

    /// <summary>Temperature when there is more than one sample.</summary>
    /// <value>The default is 0.7.</value>
    public double Temperature { get; init; } = 0.7;

    /// <summary>Most tokens a judgement may have; at least 1.</summary>
    /// <value>The default is 8.</value>
    public int MaxTokens { get; init; } = 8;
}
