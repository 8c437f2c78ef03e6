using CsCheck;
using InferenceScaling.Models.Chat;

namespace InferenceScaling.Models.Tests.Chat;

/// <summary>Damaged templates either render or fail with the one exception that says so.</summary>
public sealed class ChatTemplateMutationTests
{
    private const string Source =
        """
        {%- set ns = namespace(last=messages|length - 1, tools=false) %}
        {%- if messages[0].role == 'system' %}{{- '<|im_start|>system\n' + messages[0].content|trim + '<|im_end|>\n' }}{%- set rest = messages[1:] %}{% else %}{% set rest = messages %}{% endif %}
        {%- macro show(value, depth=0) -%}{%- if value is mapping %}{% for k, v in value|dictsort %}{{ k }}: {{ show(v, depth + 1) }}{{ ', ' if not loop.last }}{% endfor %}{% else %}{{ value|tojson(indent=2) }}{% endif %}{%- endmacro -%}
        {%- for message in rest[::-1] if message.role != 'tool' %}
            {%- if loop.index0 % 2 == 0 and not (message.content.startswith('<a>') or 'x' in message.content.split('y')[-1].lstrip('\n')) %}{% set ns.last = loop.index %}{% continue %}{% endif %}
            {{ "%s-%05.2f" % (message.role ~ "", 3.5) }} {{ show({'a': [1, 2.5, none], 'b': {'c': true}}) }}
            {%- filter upper %}{{ message.content[1:-1:2]|replace('a', 'b')|indent(2) }}{% endfilter %}{# note #}
        {%- else %}{% raw %}{{ raw }}{% endraw %}{% endfor %}
        {%- set block %}{{ range(3)|map('string')|join('-') }}{% endset %}{{ block }}{{ raise_exception('no') if ns.tools else strftime_now('%Y') }}
        """;

    private static readonly ChatMessage[] Turns = [new("system", " s "), new("user", "abc"), new("assistant", "xyz <|im_end|>"), new("user", "😀 b")];

    private static readonly string[] Pieces = ["{%", "%}", "{{", "}}", "{#", "#}", "(", ")", "[", "]", "|", ".", "-", "+", "*", "**", "'", "\"", " is ", " not ", " in ", "\\", "99999", "\ud83d", "\0"];

    [Fact]
    public void Mutated_templates_render_or_throw_the_template_exception()
    {
        var edit = Gen.Select(Gen.Int[0, Source.Length - 1], Gen.Int[0, 12], Gen.OneOf(Gen.Const(""), Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i])));
        var options = new ChatTemplateOptions { Limits = new ChatTemplateLimits { MaxSteps = 100_000, MaxTextLength = 1 << 18 } };

        edit.Array[1, 4].Sample(
            edits =>
            {
                var text = Source;
                foreach (var (at, length, piece) in edits)
                {
                    var start = Math.Min(at, text.Length);
                    text = string.Concat(text.AsSpan(0, start), piece, text.AsSpan(Math.Min(text.Length, start + length)));
                }

                try
                {
                    var template = ChatTemplate.Parse(text);
                    string.Concat(template.RenderSegments(Turns, options).Select(segment => segment.Text)).Should().Be(template.Render(Turns, options));
                }
                catch (ChatTemplateException)
                {
                }
            },
            iter: 2000);
    }

    [Fact]
    public void The_template_that_is_mutated_renders() =>
        ChatTemplate.Parse(Source).Render(Turns).Should().StartWith("<|im_start|>system\ns<|im_end|>\n").And.Contain("0-1-2");
}
