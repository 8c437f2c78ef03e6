using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Thinking;

/// <summary>Bounds on thinking in the terms of one tokenizer. Immutable.</summary>
internal sealed class ThinkingPlan
{
    /// <summary>Spells the tags in tokens.</summary>
    /// <param name="options">The bounds.</param>
    /// <param name="tokenizer">Encodes the tags.</param>
    /// <param name="vocabulary">What tokens add to texts.</param>
    /// <exception cref="ArgumentException">An option is empty or out of range, or a tag cannot be written.</exception>
    public ThinkingPlan(ThinkingOptions options, Tokenizer tokenizer, Vocabulary vocabulary)
    {
        Check(options);
        Options = options;
        OpenTag = new(options.OpenTag);
        CloseTag = new(options.CloseTag);
        OpenTokens = tokenizer.Encode(options.OpenTag, addSpecialTokens: false);
        CloseTokens = tokenizer.Encode(options.CloseTag, addSpecialTokens: false);
        ContinuationTokens = options.MinTokens == 0 ? [] : tokenizer.Encode(options.Continuation, addSpecialTokens: false, AddedTokenMatching.OrdinaryOnly);
        Vocabulary = WithTags(vocabulary, tokenizer);
        CheckWritten(OpenTag, OpenTokens, nameof(options.OpenTag));
        CheckWritten(CloseTag, CloseTokens, nameof(options.CloseTag));
        if (options.MinTokens > 0 && ContinuationTokens.Length == 0)
            throw new ArgumentException($"{nameof(options.Continuation)} '{options.Continuation}' has no tokens in this model's vocabulary; use other words.", nameof(options));
    }

    /// <summary>The bounds.</summary>
    public ThinkingOptions Options { get; }

    /// <summary>The vocabulary, in which tags that are control tokens are text.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Finds the opening tag.</summary>
    public TagMatcher OpenTag { get; }

    /// <summary>Finds the closing tag.</summary>
    public TagMatcher CloseTag { get; }

    /// <summary>The opening tag's tokens.</summary>
    public int[] OpenTokens { get; }

    /// <summary>The closing tag's tokens.</summary>
    public int[] CloseTokens { get; }

    /// <summary>What takes the place of a closing tag that comes too early.</summary>
    public int[] ContinuationTokens { get; }

    private static void Check(ThinkingOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.OpenTag, nameof(options));
        ArgumentException.ThrowIfNullOrEmpty(options.CloseTag, nameof(options));
        if (options.OpenTag == options.CloseTag)
            throw new ArgumentException($"{nameof(options.OpenTag)} and {nameof(options.CloseTag)} are both '{options.OpenTag}'; expected two different tags.", nameof(options));
        if (options.MaxTokens is < 0)
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxTokens, $"{nameof(options.MaxTokens)} of thinking is {options.MaxTokens}; expected at least 0, or null for no limit.");
        if (options.MinTokens < 0 || options.MinTokens > options.MaxTokens)
            throw new ArgumentOutOfRangeException(nameof(options), options.MinTokens, $"{nameof(options.MinTokens)} of thinking is {options.MinTokens}; expected 0 to {nameof(options.MaxTokens)} ({options.MaxTokens?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}).");
        if (options.AnswerTokens < 0)
            throw new ArgumentOutOfRangeException(nameof(options), options.AnswerTokens, $"{nameof(options.AnswerTokens)} is {options.AnswerTokens}; expected at least 0.");
        if (options.MinTokens > 0 && (string.IsNullOrEmpty(options.Continuation) || options.Continuation.Contains(options.CloseTag, StringComparison.Ordinal)))
            throw new ArgumentException($"{nameof(options.Continuation)} is '{options.Continuation}'; expected some text without {nameof(options.CloseTag)}.", nameof(options));
    }

    private Vocabulary WithTags(Vocabulary vocabulary, Tokenizer tokenizer)
    {
        var open = OpenTokens is [var opening] && tokenizer.IsSpecial(opening) ? opening : -1;
        var close = CloseTokens is [var closing] && tokenizer.IsSpecial(closing) ? closing : -1;
        if (open < 0 && close < 0)
            return vocabulary;
        var bytes = vocabulary.Bytes;
        return vocabulary with { Bytes = token => token == open || token == close ? tokenizer.TokenBytes(token) : bytes(token) };
    }

    private void CheckWritten(TagMatcher tag, int[] tokens, string name)
    {
        var matched = 0;
        foreach (var token in tokens)
        {
            foreach (var value in Vocabulary.Bytes(token))
                matched = matched == tag.Length ? matched : tag.Advance(matched, value);
        }

        if (matched < tag.Length || tokens.Any(token => token >= Vocabulary.Size))
            throw new ArgumentException($"This model's tokenizer cannot write the {name} of the thinking options: its tokens spell something else. Use the tag that the model was trained with.", name);
    }
}
