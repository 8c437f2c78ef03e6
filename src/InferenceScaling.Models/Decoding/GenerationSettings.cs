using InferenceScaling.Paths;

namespace InferenceScaling.Models.Decoding;

/// <summary>How a <see cref="GenerateRequest"/> draws tokens and when it ends.</summary>
internal sealed record GenerationSettings
{
    /// <summary>How tokens are drawn.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>The stream of the uniform numbers, one a token.</summary>
    public required PathRandom Random { get; init; }

    /// <summary>Most tokens; at least 1.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Most tokens of context and step together.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Tells where the step ends by its text.</summary>
    public required StepMatcher Matcher { get; init; }

    /// <summary>Bytes of a character that the step before left unfinished.</summary>
    public ReadOnlyMemory<byte> Carried { get; init; }

    /// <summary>Says which tokens may come; null for all. It has read the path.</summary>
    public StepGuide? Guide { get; init; }

    /// <summary>Whether the step is the whole answer, so that its own limit is the room there is.</summary>
    public bool IsWholeAnswer { get; init; }

    /// <summary>How many of the likeliest tokens make a token's confidence; 0 for none.</summary>
    public int ConfidenceTokens { get; init; }
}
