using System.Collections.Immutable;
using InferenceScaling.Models.Chat;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Models.Loading;

/// <summary>What a model's files say about text.</summary>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="Template">The chat template, or null.</param>
/// <param name="EndOfText">Ids that end a text, each once.</param>
/// <param name="BeginningToken">Spelling of the beginning-of-sequence token, or null.</param>
/// <param name="EndToken">Spelling of the end-of-sequence token, or null.</param>
internal sealed record ModelText(Tokenizer Tokenizer, ChatTemplate? Template, ImmutableArray<int> EndOfText, string? BeginningToken, string? EndToken)
{
    /// <summary>Parses a chat template.</summary>
    /// <param name="location">The file it came from.</param>
    /// <param name="source">The template, or null.</param>
    /// <param name="prompting">A plain model needs none, so a damaged one does no harm.</param>
    /// <exception cref="ChatTemplateException">The template is none that can be run.</exception>
    public static ChatTemplate? ParseTemplate(string location, string? source, Prompting prompting)
    {
        if (prompting == Prompting.Plain || string.IsNullOrEmpty(source))
            return null;
        try
        {
            return ChatTemplate.Parse(source);
        }
        catch (ChatTemplateException exception)
        {
            throw new ChatTemplateException($"The chat template of {location} cannot be used: {exception.Message} Load with {nameof(Prompting)}.{nameof(Prompting.Plain)} to do without.", exception);
        }
    }
}
