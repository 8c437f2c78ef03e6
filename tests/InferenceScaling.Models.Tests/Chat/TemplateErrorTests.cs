using InferenceScaling.Models.Chat;

namespace InferenceScaling.Models.Tests.Chat;

/// <summary>What fails, and how.</summary>
public sealed class TemplateErrorTests
{
    [Theory]
    [InlineData("{{ undefined_x.y }}")]
    [InlineData("{{ undefined_x['y'] }}")]
    [InlineData("{{ undefined_x + 'a' }}")]
    [InlineData("{{ undefined_x() }}")]
    [InlineData("{{ 'a' + 1 }}")]
    [InlineData("{{ 1 + 'a' }}")]
    [InlineData("{{ none + 'a' }}")]
    [InlineData("{{ 'a' < 1 }}")]
    [InlineData("{{ none.x.y }}")]
    [InlineData("{{ l.append(4) }}")]
    [InlineData("{{ d.update({'q': 1}) }}")]
    [InlineData("{{ d.pop('b') }}")]
    [InlineData("{{ 1 // 0 }}")]
    [InlineData("{{ 1 % 0 }}")]
    [InlineData("{{ 1.5 / 0 }}")]
    [InlineData("{{ 's'.__class__.__mro__ }}")]
    [InlineData("{{ s|nofilter }}")]
    [InlineData("{{ s is notest }}")]
    [InlineData("{{ 5|length }}")]
    [InlineData("{% for x in 5 %}{% endfor %}")]
    [InlineData("{% for x in none %}{% endfor %}")]
    [InlineData("{{ 1 in 'abc' }}")]
    [InlineData("{{ 'x' in 5 }}")]
    [InlineData("{{ range(1000000000) }}")]
    [InlineData("{% set x.y = 1 %}")]
    [InlineData("{% set a, b = [1] %}")]
    [InlineData("{{ [1,2]|map('nofilter')|list }}")]
    [InlineData("{{ undefined_x|tojson }}")]
    [InlineData("{{ range|tojson }}")]
    [InlineData("{{ l|select('notest')|list }}")]
    [InlineData("{{ {[1]: 2} }}")]
    [InlineData("{{ 'abc'.index('z') }}")]
    [InlineData("{{ s.split('') }}")]
    [InlineData("{{ ','.join([1]) }}")]
    [InlineData("{{ l|join(attribute='x.y') }}")]
    [InlineData("{{ 'a'|abs }}")]
    [InlineData("{{ s.nope() }}")]
    [InlineData("{{ l() }}")]
    [InlineData("{{ [3,'a']|sort }}")]
    [InlineData("{{ '%d' % 'x' }}")]
    [InlineData("{{ '%s %s' % 'x' }}")]
    [InlineData("{{ '{} {}'.format(1) }}")]
    [InlineData("{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}")]
    [InlineData("{% macro m(a) %}{% endmacro %}{{ m(b=2) }}")]
    [InlineData("{{ raise_exception('stop') }}")]
    [InlineData("{{ namespace(1) }}")]
    [InlineData("{{ s.replace('a') }}")]
    [InlineData("{{ s.strip(1) }}")]
    [InlineData("{{ s|replace }}")]
    [InlineData("{{ range('a') }}")]
    [InlineData("{{ -s }}")]
    [InlineData("{{ l[1:'a'] }}")]
    [InlineData("{{ l[::0] }}")]
    [InlineData("{{ 'a' * 'b' }}")]
    public void A_failing_expression_parses_and_then_fails_with_its_place(string source)
    {
        var template = ChatTemplate.Parse(source);

        var failure = FluentActions.Invoking(() => template.Render(ChatTemplates.NoMessages, ChatTemplates.Options)).Should().Throw<ChatTemplateException>().Which;
        failure.Line.Should().Be(1);
    }

    [Theory]
    [InlineData("{{ ")]
    [InlineData("{% if")]
    [InlineData("{% if true %}")]
    [InlineData("{% for x in l %}")]
    [InlineData("{% endif %}")]
    [InlineData("{{ 1 + }}")]
    [InlineData("{{ (1 }}")]
    [InlineData("{{ 1) }}")]
    [InlineData("{{ [1, 2 }}")]
    [InlineData("{{ 'abc }}")]
    [InlineData("{# never closed")]
    [InlineData("{% unknown %}")]
    [InlineData("{{ a b }}")]
    [InlineData("{% set = 1 %}")]
    [InlineData("{% for in l %}{% endfor %}")]
    [InlineData("{% break %}")]
    [InlineData("{% raw %}")]
    [InlineData("{{ }}")]
    [InlineData("{{ x is }}")]
    [InlineData("{{ x | }}")]
    [InlineData("{{ {'a' 1} }}")]
    [InlineData("{% set true = 1 %}")]
    [InlineData("{% if x %}{% else %}{% elif y %}{% endif %}")]
    [InlineData("{% macro %}{% endmacro %}")]
    [InlineData("{{ ? }}")]
    [InlineData("{{ a.b. }}")]
    [InlineData("{{ f(a=1, 2) }}")]
    [InlineData("{% include 'x' %}")]
    [InlineData("{{ not }}")]
    [InlineData("{{ x[ }}")]
    [InlineData("{% macro m(a=1, b) %}{% endmacro %}")]
    [InlineData("{% call 5 %}{% endcall %}")]
    [InlineData("{{ \"\\x4\" }}")]
    public void A_malformed_template_does_not_parse_and_says_where(string source)
    {
        var failure = FluentActions.Invoking(() => ChatTemplate.Parse(source)).Should().Throw<ChatTemplateException>().Which;
        failure.Line.Should().Be(1);
        failure.Column.Should().BePositive();
    }

    [Fact]
    public void The_place_of_a_syntax_error_is_its_line_and_column()
    {
        var failure = FluentActions.Invoking(() => ChatTemplate.Parse("one\ntwo {{ 1 + }}")).Should().Throw<ChatTemplateException>().Which;
        failure.Line.Should().Be(2);
        failure.Column.Should().Be(12);
        failure.Message.Should().Contain("line 2").And.Contain("column 12").And.Contain("'}}'");
    }

    [Fact]
    public void The_message_of_raise_exception_is_kept_exactly()
    {
        var template = ChatTemplate.Parse("\n{{ raise_exception('Roles must ' ~ 'alternate!') }}");

        var failure = FluentActions.Invoking(() => template.Render(ChatTemplates.NoMessages)).Should().Throw<ChatTemplateException>().Which;
        failure.RaisedMessage.Should().Be("Roles must alternate!");
        failure.Message.Should().Be("Roles must alternate!");
        failure.Line.Should().Be(2);
    }

    [Fact]
    public void An_undefined_name_is_named()
    {
        var template = ChatTemplate.Parse("{{ custom_tools.first }}");

        FluentActions.Invoking(() => template.Render(ChatTemplates.NoMessages)).Should().Throw<ChatTemplateException>().WithMessage("'custom_tools' is undefined*");
    }
}
