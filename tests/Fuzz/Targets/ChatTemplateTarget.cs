using System.Text;
using InferenceScaling.Models.Chat;

namespace InferenceScaling.Fuzz.Targets;

/// <summary>Chat templates, parsed and rendered with tools and without; the segments must be the text.</summary>
public sealed class ChatTemplateTarget : IFuzzTarget
{
    private static readonly ChatMessage[] Turns = [new("system", " s "), new("user", "abc"), new("assistant", "xyz <|im_end|>"), new("user", "\ud83d\ude00 b")];

    private static readonly ChatTemplateOptions Options = new() { Limits = new ChatTemplateLimits { MaxSteps = 100_000, MaxTextLength = 1 << 18 } };

    public string Name => "chat-template";

    public IReadOnlyList<string> Vocabulary { get; } =
    [
        "{%", "%}", "{{", "}}", "{#", "#}", "(", ")", "[", "]", "|", ".", "-", "+", "*", "**", "~", "'", "\"", " is ", " not ", " in ", " if ", " else ", "\\", "99999", "-1", "\ud83d\ude00", "\0",
        "{% for x in range(9999) %}", "{% endfor %}", "{% macro m(a) %}", "{% endmacro %}", "{{ m(m) }}", "messages", "loop", "|tojson", "|join", "|sort", "|replace('','a')", "'a' * 99999",
    ];

    public bool Read(ReadOnlySpan<byte> input)
    {
        try
        {
            var template = ChatTemplate.Parse(Encoding.UTF8.GetString(input));
            var rendered = template.Render(Turns, Options);
            if (string.Concat(template.RenderSegments(Turns, Options).Select(segment => segment.Text)) != rendered)
                throw new FuzzDefectException("the segments, joined, are not the rendered text");
            return true;
        }
        catch (ChatTemplateException)
        {
            return false;
        }
    }

    public void Dispose()
    {
    }
}
