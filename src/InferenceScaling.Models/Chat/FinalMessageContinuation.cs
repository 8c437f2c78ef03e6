using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat;

/// <summary>
/// Cuts the rendered text after the content of the last message. The way is that of transformers: a mark is appended to the content
/// before rendering and looked for afterwards, so that it does not matter what the template does to the content.
/// </summary>
internal sealed class FinalMessageContinuation
{
    private const string Tag = "CONTINUE_FINAL_MESSAGE_TAG";
    private const string TagWithSpace = Tag + " ";

    private readonly string _content;

    private FinalMessageContinuation(string content)
    {
        _content = content;
    }

    public static FinalMessageContinuation Mark(ChatTemplateOptions options, Value[] messages)
    {
        if (options.AddGenerationPrompt)
            throw new ArgumentException("ContinueFinalMessage and AddGenerationPrompt exclude each other: a message is either continued or begun.", nameof(options));
        var message = messages.Length > 0 ? messages[^1] as DictionaryValue : null;
        switch (message?.Get("content"))
        {
            case StringValue text:
                messages[^1] = With(message, "content", Marked(text));
                return new FinalMessageContinuation(text.Text);
            case SequenceValue parts when Array.FindLastIndex(parts.Items, part => (part as DictionaryValue)?.Get("text") is StringValue) is >= 0 and var at:
                var part = (DictionaryValue)parts.Items[at];
                var last = (StringValue)part.Get("text")!;
                Value[] items = [.. parts.Items];
                items[at] = With(part, "text", Marked(last));
                messages[^1] = With(message, "content", SequenceValue.List(items));
                return new FinalMessageContinuation(last.Text);
            default:
                throw new ArgumentException("ContinueFinalMessage needs a last message with text to continue.", nameof(messages));
        }
    }

    public StringValue Cut(StringValue rendered)
    {
        var at = rendered.Text.LastIndexOf(Tag, StringComparison.Ordinal);
        if (at < 0 || !rendered.Text.Contains(PythonText.Trim(_content), StringComparison.Ordinal))
            throw new ChatTemplateException("The last message cannot be continued: the chat template does not print its whole content.");
        if (rendered.Text.AsSpan(at).StartsWith(TagWithSpace))
            return rendered.Slice(0, at);
        // The template trims the content, so the space before the mark goes too.
        while (at > 0 && PythonText.IsSpace(rendered.Text[at - 1]))
            at--;
        return rendered.Slice(0, at);
    }

    private static StringValue Marked(StringValue text) => StringValue.Content(text.Text + TagWithSpace);

    private static DictionaryValue With(DictionaryValue source, string name, Value value)
    {
        var copy = new DictionaryValue(source.Count);
        foreach (var entry in source.Entries)
            copy.Set(entry.Key, entry.Value);
        copy.Set(StringValue.Template(name), value);
        return copy;
    }
}
