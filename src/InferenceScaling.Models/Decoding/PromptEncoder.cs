using System.Runtime.CompilerServices;
using InferenceScaling.Models.Chat;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Decoding;

/// <summary>Turns prompts into token ids: framed by the chat template, or plainly. Control tokens are recognised only where the template wrote them.</summary>
internal sealed class PromptEncoder(LanguageModelParts parts, LanguageModelOptions options)
{
    private readonly ConditionalWeakTable<Prompt, int[]> _known = [];
    private readonly ChatTemplate? _template = options.Prompting == Prompting.Plain ? null : parts.Template;

    /// <summary>The prompt's token ids, computed once for each instance.</summary>
    /// <exception cref="ArgumentException">The prompt is empty.</exception>
    public int[] Encode(Prompt prompt)
    {
        if (_known.TryGetValue(prompt, out var tokens))
            return tokens;
        if (prompt.Messages.IsDefaultOrEmpty || prompt.Messages.All(message => string.IsNullOrEmpty(message.Text)))
            throw new ArgumentException("The prompt is empty; give at least one message with text.", nameof(prompt));
        tokens = _template is null ? parts.Tokenizer.Encode(Read(prompt, prompt.ToString()), addSpecialTokens: true, AddedTokenMatching.OrdinaryOnly) : EncodeChat(prompt, _template);
        tokens = WithoutEnd(tokens);
        if (tokens.Length == 0)
            throw new ArgumentException("The prompt has no tokens; give at least one message with text.", nameof(prompt));
        return _known.GetValue(prompt, _ => tokens);
    }

    /// <summary>What the model reads in place of a text.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="text">Its text, or that of a step after it.</param>
    public string Read(Prompt prompt, string text) => parts.ReadAs is { } readAs ? readAs(prompt, text) : text;

    /// <summary>Whether prompts are framed by a chat template.</summary>
    public bool HasTemplate => _template is not null;

    /// <summary>The id of the beginning-of-sequence token, or null.</summary>
    public int? BeginningId => parts.BeginningToken is { } token ? parts.Tokenizer.TokenId(token) : parts.Tokenizer.BeginningOfSequenceId;

    /// <summary>Encodes a conversation that is to be judged: a final answer is closed, not continued.</summary>
    /// <returns>The ids up to the end of the last message's text, as far as they do not depend on what follows, and the rest.</returns>
    public (int[] Stem, int[] Tail) EncodeApart(Prompt prompt)
    {
        if (_template is null)
        {
            var text = parts.Tokenizer.Encode(Read(prompt, prompt.ToString()), addSpecialTokens: true, AddedTokenMatching.OrdinaryOnly);
            var open = WithoutEnd(text);
            return (open, text[open.Length..]);
        }

        var segments = Render(prompt, _template, continues: false, answered: prompt.Messages[^1].Role == PromptRole.Assistant);
        var end = segments.Count;
        while (end > 0 && segments[end - 1].Kind == ChatSegmentKind.Template)
            end--;
        var whole = WithBeginning(EncodeSegments(segments));
        var stem = end == 0 ? [] : WithBeginning(EncodeSegments([.. segments.Take(end)]));
        return whole.AsSpan().StartsWith(stem) ? (stem, whole[stem.Length..]) : ([], whole);
    }

    private int[] EncodeChat(Prompt prompt, ChatTemplate template)
    {
        var continues = prompt.Messages[^1].Role == PromptRole.Assistant;
        return WithBeginning(EncodeSegments(Render(prompt, template, continues, answered: continues)));
    }

    private IReadOnlyList<ChatSegment> Render(Prompt prompt, ChatTemplate template, bool continues, bool answered) => template.RenderSegments(
        [.. prompt.Messages.Select(message => new ChatMessage(RoleName(message.Role), Read(prompt, message.Text)))],
        new ChatTemplateOptions
        {
            AddGenerationPrompt = !answered,
            ContinueFinalMessage = continues,
            BosToken = parts.BeginningToken,
            EosToken = parts.EndToken,
            TimeProvider = options.TimeProvider,
        });

    // Most templates write the beginning token themselves; where one does not, the tokenizer's habit holds.
    private int[] WithBeginning(int[] tokens) => Prefix is { } first && (tokens.Length == 0 || tokens[0] != first) ? [first, .. tokens] : tokens;

    /// <summary>The token that the tokenizer puts before every text, or null.</summary>
    private int? Prefix => parts.Tokenizer.Encode([], addSpecialTokens: true) is [var first, ..] && first == parts.Tokenizer.BeginningOfSequenceId ? first : null;

    private int[] EncodeSegments(IReadOnlyList<ChatSegment> segments)
    {
        var tokenizer = parts.Tokenizer;
        if (segments.All(segment => segment.Kind == ChatSegmentKind.Template || !SpellsSpecialToken(segment.Text)))
            return tokenizer.Encode(string.Concat(segments.Select(segment => segment.Text)), addSpecialTokens: false);

        // Somebody wrote a control token's spelling into a message: what they wrote is encoded apart, as text.
        var tokens = new List<int>();
        foreach (var segment in segments)
            tokenizer.Encode(segment.Text, tokens, addSpecialTokens: false, segment.Kind == ChatSegmentKind.Template ? AddedTokenMatching.All : AddedTokenMatching.OrdinaryOnly);
        return [.. tokens];
    }

    private bool SpellsSpecialToken(string text) =>
        !parts.Tokenizer.Encode(text, addSpecialTokens: false).AsSpan().SequenceEqual(parts.Tokenizer.Encode(text, addSpecialTokens: false, AddedTokenMatching.OrdinaryOnly));

    /// <summary>Some tokenizers put an end-of-text token after every text; a model that shall go on must not see it.</summary>
    private int[] WithoutEnd(int[] tokens) =>
        _template is null && tokens.Length > 1 && tokens[^1] == parts.Tokenizer.EndOfSequenceId && parts.Tokenizer.Encode([], addSpecialTokens: true) is [.., var last] && last == tokens[^1]
            ? tokens[..^1]
            : tokens;

    private static string RoleName(PromptRole role) => role switch
    {
        PromptRole.System => "system",
        PromptRole.User => "user",
        PromptRole.Assistant => "assistant",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, $"{role} is no role; expected one of {string.Join(", ", Enum.GetNames<PromptRole>())}."),
    };
}
