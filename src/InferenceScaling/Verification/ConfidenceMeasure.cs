namespace InferenceScaling.Verification;

/// <summary>What a generator's own numbers say about a step.</summary>
public enum ConfidenceMeasure
{
    /// <summary>The geometric mean of the tokens' probabilities. Needs <see cref="Paths.ReasoningStep.LogProbabilities"/>.</summary>
    MeanProbability,

    /// <summary>The least probable token's probability. Needs <see cref="Paths.ReasoningStep.LogProbabilities"/>.</summary>
    MinimumProbability,

    /// <summary>The mean token confidence (DeepConf; self-certainty when k is the whole vocabulary), as 1 - exp(-confidence). Needs <see cref="Paths.ReasoningStep.Confidences"/>.</summary>
    MeanConfidence,

    /// <summary>The least confident group of tokens within the step (DeepConf), as 1 - exp(-confidence). Needs <see cref="Paths.ReasoningStep.Confidences"/>.</summary>
    LowestGroupConfidence,
}
