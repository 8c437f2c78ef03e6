using InferenceScaling.Models.Constraints;

namespace InferenceScaling.Models.Tests.Constraints;

public sealed class JsonSchemaConstraintTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "0|-12|123456789012345", "00|1.5|1e3|+1| 1|")]
    [InlineData("""{"type":"number"}""", "-0.5|1e-3|12E+10|7", ".5|1.|01|NaN|1e")]
    [InlineData("""{"type":["boolean","null"]}""", "true|false|null", "True|0|nul")]
    [InlineData("""{"type":"string","minLength":1,"maxLength":2}""", "\"a\"|\"é😀\"|\"\\n\\u00e9\"|\"\\\"\"", "\"\"|\"abc\"|\"\\x\"|\"\n\"|\"\\ud800\"")]
    [InlineData("""{"enum":["a\"b",1.50,null,{"k":[1, 2]}]}""", "\"a\\\"b\"|1.50|null|{\"k\":[1,2]}", "\"a\"|1.5")]
    [InlineData("""{"const":"x","type":"string"}""", "\"x\"", "\"y\"")]
    [InlineData("""{"type":"string","enum":["x",1]}""", "\"x\"", "1")]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":1,"maxItems":3}""", "[1]|[1,2]|[1, 2,3]", "[]|[1,2,3,4]|[1,]|[,1]|[1  ,2]")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "[]|[1,2,3,4,5,6]", "[\"a\"]")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"const":"none"}]}""", "3|\"none\"", "\"other\"")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"boolean"},"c":{"type":"null"}},"required":["b"]}""",
        """{"b":true}|{"a": 1, "b": false}|{"b":true,"c":null}|{"a":1,"b":true,"c":null}""", """{}|{"a":1}|{"b":true,"a":1}|{,"b":true}|{"a":1"b":true}|{"b":true,}""")]
    [InlineData("""{"type":"object","properties":{"a":{"const":1},"b":{"const":2}}}""", """{}|{"a":1}|{"b":2}|{"a":1,"b":2}""", """{,"b":2}""")]
    [InlineData("""{"type":"object"}""", """{}|{"x":{"y":1},"z":[true]}""", "[]")]
    [InlineData("true", """1|"a"|[1,{"a":null}]|{}""", "x")]
    public void Texts_are_told_apart(string schema, string members, string others)
    {
        var constraint = new JsonSchemaConstraint(schema);
        foreach (var text in members.Split('|'))
            constraint.Matches(text).Should().BeTrue($"of {text}");
        foreach (var text in others.Split('|'))
            constraint.Matches(text).Should().BeFalse($"of {text}");
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("3", "a schema")]
    [InlineData("""{"ty\ud800":"integer"}""", "not Unicode")]
    [InlineData("""{"const":"\ud800"}""", "not Unicode")]
    [InlineData("""{"type":"date"}""", "\"date\"")]
    [InlineData("""{"type":"integer","minimum":1}""", "\"minimum\"")]
    [InlineData("""{"$ref":"#"}""", "\"$ref\"")]
    [InlineData("""{"type":"object","properties":{},"required":["x"]}""", "\"x\"")]
    [InlineData("""{"type":"string","minLength":3,"maxLength":2}""", "minLength")]
    [InlineData("""{"type":"string","maxLength":-1}""", "maxLength")]
    [InlineData("""{"type":"string","minLength":400000}""", "automaton")]
    [InlineData("""{"enum":[]}""", "enum")]
    [InlineData("""{"type":"integer","const":"a"}""", "const")]
    [InlineData("""{"type":"array","items":{"type":"array","items":false}}""", "false")]
    public void Schemas_that_cannot_be_kept_are_named(string schema, string message) =>
        FluentActions.Invoking(() => new JsonSchemaConstraint(schema)).Should().Throw<ArgumentException>().WithMessage($"*{message}*");

    [Fact]
    public void Deep_schemas_are_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"type":"array","items":""", 500)) + "true" + new string('}', 500);
        FluentActions.Invoking(() => new JsonSchemaConstraint(deep)).Should().Throw<ArgumentException>();
    }
}
