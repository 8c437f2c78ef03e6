using BenchmarkDotNet.Attributes;
using InferenceScaling.Models.Chat;

namespace InferenceScaling.Benchmarks;

/// <summary>Renders a conversation of ten turns with a template of the kind models ship: roles, tools, the thoughts of earlier answers taken out.</summary>
[BenchmarkCategory("chat")]
public class ChatTemplateBenchmark
{
    private const string Source =
        """
        {%- if tools %}{{- '<|im_start|>system\n' }}{%- if messages[0].role == 'system' %}{{- messages[0].content + '\n\n' }}{%- endif %}{{- "# Tools\n" }}{%- for tool in tools %}{{- "\n" }}{{- tool | tojson }}{%- endfor %}{{- '<|im_end|>\n' }}
        {%- elif messages[0].role == 'system' %}{{- '<|im_start|>system\n' + messages[0].content + '<|im_end|>\n' }}{%- endif %}
        {%- set ns = namespace(last=messages|length - 1, searching=true) %}
        {%- for message in messages[::-1] %}{%- set index = (messages|length - 1) - loop.index0 %}{%- if ns.searching and message.role == 'user' and message.content is string %}{%- set ns.searching = false %}{%- set ns.last = index %}{%- endif %}{%- endfor %}
        {%- for message in messages %}
            {%- if message.role == 'user' or (message.role == 'system' and not loop.first) %}{{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}
            {%- elif message.role == 'assistant' %}
                {%- set content = message.content %}{%- if '</think>' in content %}{%- set content = content.split('</think>')[-1].lstrip('\n') %}{%- endif %}
                {{- '<|im_start|>' + message.role + '\n' + content + '<|im_end|>\n' }}
            {%- endif %}
        {%- endfor %}
        {%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}
        """;

    private static readonly ChatTemplateOptions Options = new() { AddGenerationPrompt = true };
    private readonly ChatTemplate _template = ChatTemplate.Parse(Source);
    private readonly ChatMessage[] _turns = [.. Enumerable.Range(0, 10).Select(Turn)];

    [Benchmark]
    public string Render() => _template.Render(_turns, Options);

    /// <summary>With the places of template and user text told apart, as models need it.</summary>
    [Benchmark]
    public int RenderSegments() => _template.RenderSegments(_turns, Options).Count;

    private static ChatMessage Turn(int index) => index % 2 == 0
        ? new("user", $"Question {index}: how many coins are left when half of {index * 12} are spent?")
        : new("assistant", $"<think>\nHalf of it is {index * 6}.\n</think>\n\nThere are {index * 6} coins left.");
}
