using System.Diagnostics;
using System.Text.Json;
using InferenceScaling.Models.Chat;

namespace InferenceScaling.Models.Tests.Chat;

/// <summary>Hostile templates end with an exception, soon.</summary>
public sealed class ChatTemplateLimitTests
{
    private static readonly ChatTemplateOptions Tight = new() { Limits = new ChatTemplateLimits { MaxSteps = 300_000, MaxTextLength = 1 << 20 } };

    public static TheoryData<string> HostileTemplates => new()
    {
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{{ 'x' * 100000 }}{% endfor %}",
        "{{ 'x' * 1000000000000 }}",
        "{{ ('x' * 1000000) * 1000000 }}",
        "{{ [1] * 1000000000 }}",
        "{{ [[]] * 2000000000 }}",
        "{{ range(1000000000) }}",
        "{{ range(10 ** 100) }}",
        "{{ 10 ** (10 ** 10) }}",
        "{{ 9 ** 99999999 }}",
        "{% set ns = namespace(n=3) %}{% for i in range(99999) %}{% set ns.n = ns.n * ns.n %}{% endfor %}",
        "{% set ns = namespace(s='x') %}{% for i in range(99999) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(99999) %}{% set ns.l = ns.l + ns.l %}{% endfor %}",
        "{% set ns = namespace(l=[]) %}{% for i in range(9999) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l }}",
        "{% set ns = namespace(l=[]) %}{% for i in range(9999) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l | tojson }}",
        "{% set a = namespace(l=[]) %}{% set b = namespace(l=[]) %}{% for i in range(9999) %}{% set a.l = [a.l] %}{% set b.l = [b.l] %}{% endfor %}{{ a.l == b.l }}",
        "{% set a = namespace(l=[1]) %}{% set b = namespace(l=[1]) %}{% for i in range(64) %}{% set a.l = [a.l, a.l] %}{% set b.l = [b.l, b.l] %}{% endfor %}{{ a.l == b.l }}",
        "{% set a = namespace(l=[1]) %}{% for i in range(64) %}{% set a.l = [a.l, a.l] %}{% endfor %}{{ a.l }}",
        "{% set n = namespace() %}{% set n.self = n %}{{ n }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% macro m() %}{{ caller() }}{% call m() %}{% endcall %}{% endmacro %}{% call m() %}{% endcall %}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{{ 'a' | center(2000000000) }}",
        "{{ 'a'.zfill(2000000000) }}{{ 'a'.ljust(2000000000) }}",
        "{{ '%2000000000d' % 1 }}",
        "{{ '%.2000000000f' % 1 }}{{ '{:>2000000000}'.format('x') }}",
        "{{ [1] | batch(2000000000, 'x') | list }}",
        "{{ [1] | slice(2000000000) | list }}",
        "{{ 'a\nb' | indent(2000000000) }}",
        "{{ [1, [2]] | tojson(indent=2000000000) }}",
        "{{ ('a' * 500000).replace('', 'x' * 500000) }}",
        "{% set h = 'a' * 1000000 %}{% for i in range(99999) %}{{ (('a' * 500000) ~ 'b') in h }}{% endfor %}",
        "{% set h = 'a' * 1000000 %}{% for i in range(99999) %}{% if h.split('b') %}{% endif %}{% endfor %}",
        "{% set l = range(99999) | list %}{% for i in l %}{% if -1 in l %}{% endif %}{% endfor %}",
        "{% set l = range(99999) | list %}{% for i in l %}{% set q = l | sort %}{% endfor %}",
        "{% set ns = namespace(m=['a']) %}{% for i in range(99999) %}{% set ns.m = ns.m | map('list') | list %}{% endfor %}{{ ns.m }}",
        "{{ " + string.Concat(Enumerable.Repeat("1 + ", 20_000)) + "1 }}",
        "{{ x" + string.Concat(Enumerable.Repeat(" | list", 20_000)) + " }}",
        "{{ {}" + string.Concat(Enumerable.Repeat(".copy()", 20_000)) + " }}",
        "{{ " + string.Concat(Enumerable.Repeat("1 if 1 else ", 20_000)) + "1 }}",
    };

    public static TheoryData<string> DeepTemplates => new()
    {
        "{{ " + new string('(', 50_000),
        "{{ " + new string('[', 50_000) + new string(']', 50_000) + " }}",
        "{{ " + string.Concat(Enumerable.Repeat("{1:", 50_000)),
        "{{ " + string.Concat(Enumerable.Repeat("not ", 50_000)) + "1 }}",
        "{{ " + new string('-', 50_000) + "1 }}",
        string.Concat(Enumerable.Repeat("{% if 1 %}", 50_000)),
        string.Concat(Enumerable.Repeat("{% for x in y %}", 50_000)),
        "{% set " + new string('(', 50_000),
        "{{ " + string.Concat(Enumerable.Repeat("f(", 50_000)),
        "{{ " + string.Concat(Enumerable.Repeat("a[", 50_000)),
        "{{ " + new string('9', 100_000) + " }}",
        new string('x', 5 << 20),
    };

    [Theory]
    [MemberData(nameof(HostileTemplates))]
    public void A_hostile_template_is_stopped_while_rendering(string source)
    {
        var clock = Stopwatch.StartNew();

        FluentActions.Invoking(() => ChatTemplate.Parse(source).Render(ChatTemplates.NoMessages, Tight)).Should().Throw<ChatTemplateException>();

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [MemberData(nameof(DeepTemplates))]
    public void A_hostile_template_is_stopped_while_parsing(string source) =>
        FluentActions.Invoking(() => ChatTemplate.Parse(source)).Should().Throw<ChatTemplateException>();

    [Fact]
    public void A_rendering_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        var template = ChatTemplate.Parse("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}");
        var patient = new ChatTemplateOptions { Limits = new ChatTemplateLimits { MaxSteps = long.MaxValue } };

        FluentActions.Invoking(() => template.Render(ChatTemplates.NoMessages, patient, cancellation.Token)).Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Recursion_ends_before_a_small_stack_does()
    {
        Exception? failure = null;
        var thread = new Thread(
            () => failure = Record.Exception(() => ChatTemplate.Parse("{% macro m(x) %}{{ (((m((x + 1)))))|upper }}{% endmacro %}{{ m(0) }}")
                .Render(ChatTemplates.NoMessages, new ChatTemplateOptions { Limits = new ChatTemplateLimits { MaxDepth = int.MaxValue } })),
            maxStackSize: 512 << 10);
        thread.Start();
        thread.Join();

        failure.Should().BeOfType<ChatTemplateException>();
    }

    [Fact]
    public void Deep_messages_are_refused()
    {
        using var json = JsonDocument.Parse("[{\"content\":" + new string('[', 5000) + new string(']', 5000) + "}]", new JsonDocumentOptions { MaxDepth = 10_000 });

        FluentActions.Invoking(() => ChatTemplate.Parse("x").Render(json.RootElement)).Should().Throw<ChatTemplateException>();
    }
}
