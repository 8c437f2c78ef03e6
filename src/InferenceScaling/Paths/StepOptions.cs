using System.Collections.Immutable;

namespace InferenceScaling.Paths;

/// <summary>How one step is generated.</summary>
public sealed record StepOptions
{
    /// <summary>How tokens are drawn.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Most tokens the step may have; at least 1.</summary>
    /// <value>The default is 512.</value>
    public int MaxTokens { get; init; } = 512;

    /// <summary>Strings that end a step; they stay in its text. Default: the generator's own delimiters. Empty: the whole answer is one step.</summary>
    public ImmutableArray<string> Delimiters { get; init; }

    /// <summary>Strings that end the path, beside the model's own end of text; they stay in the step's text.</summary>
    public ImmutableArray<string> StopSequences { get; init; } = [];

    /// <summary>How many of the most probable tokens make <see cref="ReasoningStep.Confidences"/> (k of DeepConf): 0 leaves them out, as many as the vocabulary or more gives self-certainty up to a constant.</summary>
    /// <value>The default is 0. A reasoner whose stopping rule, verifier or selector reads confidences asks for 20.</value>
    public int ConfidenceTokens { get; init; }
}
