using System.Text;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A template's text with newlines normalised as Jinja does, and the mapping from offsets to lines for messages.</summary>
internal sealed class SourceText
{
    public const int MaxLength = 4 << 20;

    public SourceText(string source)
    {
        if (source.Length > MaxLength)
            throw new ChatTemplateException($"The chat template has {source.Length} characters; at most {MaxLength} are accepted.");
        var text = source.Contains('\r', StringComparison.Ordinal) ? Normalise(source) : source;
        // Jinja's keep_trailing_newline is off: one newline at the very end is not part of the template.
        Text = text.EndsWith('\n') ? text[..^1] : text;
    }

    public string Text { get; }

    public (int Line, int Column) Locate(int offset)
    {
        var before = Text.AsSpan(0, Math.Clamp(offset, 0, Text.Length));
        return (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }

    public ChatTemplateException Error(string message, int offset)
    {
        var (line, column) = Locate(offset);
        return new ChatTemplateException(message, line, column);
    }

    private static string Normalise(string source)
    {
        var text = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '\r')
            {
                _ = text.Append(source[i]);
                continue;
            }

            _ = text.Append('\n');
            if (i + 1 < source.Length && source[i + 1] == '\n')
                i++;
        }

        return text.ToString();
    }
}
