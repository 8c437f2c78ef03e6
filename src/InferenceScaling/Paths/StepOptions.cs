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

    /// <summary>The texts that the path may become; the answer only, where <see cref="Thinking"/> is set. Every step of a path is made with the same one. A text that can go no further is complete.</summary>
    /// <value>The default is null: any text. Generators that draw no tokens, such as recorded ones, do not look at it.</value>
    public TextConstraint? Constraint { get; init; }

    /// <summary>Bounds on the length of thought. Every step of a path is made with the same ones.</summary>
    /// <value>The default is null: the model thinks as it likes.</value>
    public ThinkingOptions? Thinking { get; init; }

    /// <summary>How many of the most probable tokens make <see cref="ReasoningStep.Confidences"/> (k of DeepConf): 0 leaves them out, as many as the vocabulary or more gives self-certainty up to a constant.</summary>
    /// <value>The default is 0. A reasoner whose stopping rule, verifier or selector reads confidences asks for 20.</value>
    public int ConfidenceTokens { get; init; }

    /// <summary>Refuses options out of their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message has it, its value and the range.</exception>
    public void Validate()
    {
        if (MaxTokens < 1)
            throw new ArgumentOutOfRangeException(nameof(MaxTokens), MaxTokens, FormattableString.Invariant($"{nameof(MaxTokens)} is {MaxTokens}; it must be at least 1."));
        if (ConfidenceTokens < 0)
            throw new ArgumentOutOfRangeException(nameof(ConfidenceTokens), ConfidenceTokens, FormattableString.Invariant($"{nameof(ConfidenceTokens)} is {ConfidenceTokens}; it must be 0 (none) or more."));
        Sampling.Validate();
    }
}
