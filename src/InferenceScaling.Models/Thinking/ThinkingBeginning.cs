using System.Text;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Thinking;

/// <summary>Where a prompt leaves the model: some templates open the thinking block, or write an empty one.</summary>
/// <param name="IsThinking">Whether a thinking block is open.</param>
/// <param name="IsAnswer">Whether one has ended.</param>
/// <param name="Tokens">Tokens of the open block that the prompt holds.</param>
internal readonly record struct ThinkingBeginning(bool IsThinking, bool IsAnswer, int Tokens)
{
    /// <summary>White space between a tag and the end of a prompt, in bytes.</summary>
    private const int MostWhitespace = 64;

    /// <summary>Looks at the end of a prompt. Tags count where they are its last word, or where the last message is the beginning of the model's own answer: elsewhere they are somebody's text.</summary>
    /// <param name="plan">The tags.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="tokenizer">Counts tokens.</param>
    public static ThinkingBeginning Of(ThinkingPlan plan, Prompt prompt, ReadOnlySpan<int> tokens, Tokenizer tokenizer)
    {
        var (open, close) = (plan.Options.OpenTag, plan.Options.CloseTag);
        if (prompt.Messages[^1] is { Role: PromptRole.Assistant, Text: { } text })
        {
            var (lastOpen, lastClose) = (text.LastIndexOf(open, StringComparison.Ordinal), text.LastIndexOf(close, StringComparison.Ordinal));
            if (lastOpen > lastClose)
                return new(IsThinking: true, IsAnswer: false, tokenizer.Encode(text.AsSpan(lastOpen + open.Length), addSpecialTokens: false, AddedTokenMatching.OrdinaryOnly).Length);
            if (lastClose >= 0)
                return new(IsThinking: false, IsAnswer: true, 0);
        }

        var bytes = new List<byte[]>();
        var length = 0;
        for (var index = tokens.Length - 1; index >= 0 && length < plan.OpenTag.Length + plan.CloseTag.Length + MostWhitespace; index--)
        {
            bytes.Insert(0, plan.Vocabulary.Bytes(tokens[index]).ToArray());
            length += bytes[0].Length;
        }

        var tail = Encoding.UTF8.GetString([.. bytes.SelectMany(token => token)]).TrimEnd();
        return new(tail.EndsWith(open.TrimEnd(), StringComparison.Ordinal), tail.EndsWith(close.TrimEnd(), StringComparison.Ordinal), 0);
    }
}
