namespace InferenceScaling.Paths;

/// <summary>How long a thinking model thinks before it answers.</summary>
/// <remarks>
/// The bounds hold in the sampler, token by token: at the maximum the generator writes <see cref="CloseTag"/> itself, before the minimum it writes <see cref="Continuation"/> in its place
/// (Muennighoff et al. 2025, "s1: Simple test-time scaling"). A text that would end inside its thinking closes the thinking instead, so that an answer follows.
/// </remarks>
public sealed record ThinkingOptions
{
    /// <summary>What begins a thinking block. A prompt may end with it, as those of many chat templates do: then the model is thinking from the start.</summary>
    /// <value>The default is <c>&lt;think&gt;</c>.</value>
    public string OpenTag { get; init; } = "<think>";

    /// <summary>What ends a thinking block.</summary>
    /// <value>The default is <c>&lt;/think&gt;</c>.</value>
    public string CloseTag { get; init; } = "</think>";

    /// <summary>Most tokens of a thinking block, without its tags; at least 0. A character that is unfinished there is finished first, which takes at most three tokens more.</summary>
    /// <value>The default is null: as many as leave room for the answer.</value>
    public int? MaxTokens { get; init; }

    /// <summary>Fewest tokens of a thinking block, without its tags; at least 0 and at most <see cref="MaxTokens"/>. Where the room for the answer is at stake, that goes first.</summary>
    /// <value>The default is 0.</value>
    public int MinTokens { get; init; }

    /// <summary>What takes the place of a <see cref="CloseTag"/> that comes before <see cref="MinTokens"/>.</summary>
    /// <value>The default is <c>Wait</c>.</value>
    public string Continuation { get; init; } = "Wait";

    /// <summary>Tokens left for the answer when thinking is ended for want of room in the context, or in <see cref="StepOptions.MaxTokens"/> where a step is a whole answer because it has no delimiters; at least 0.</summary>
    /// <value>The default is 128.</value>
    public int AnswerTokens { get; init; } = 128;
}
