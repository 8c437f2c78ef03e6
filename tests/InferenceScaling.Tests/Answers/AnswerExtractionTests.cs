using InferenceScaling.Answers;

namespace InferenceScaling.Tests.Answers;

public class AnswerExtractionTests
{
    [Theory]
    [InlineData(@"First \boxed{1}, then \boxed{\frac{1}{2}}.", @"\frac{1}{2}")]
    [InlineData(@"\boxed{\boxed{7}}", "7")]
    [InlineData(@"\boxed{\fbox{ 7 }}", "7")]
    [InlineData(@"\boxed{ \{1, 2\} }", @"\{1, 2\}")]
    [InlineData(@"\fbox {x}", "x")]
    [InlineData(@"\boxed5 it is", "5")]
    [InlineData(@"\boxed{3} or \boxed{4", "3")]
    [InlineData(@"so \boxed{4", null)]
    [InlineData(@"<think>\boxed{1}</think> The answer is $2$.", "2")]
    [InlineData(@"<think>\boxed{1}", null)]
    [InlineData(@"The answer is $\frac{1}{2}$, as we saw.", @"\frac{1}{2}")]
    [InlineData(@"The final answer is \(x^2\).", "x^2")]
    [InlineData("The answer is 3.5. We are done.", "3.5")]
    [InlineData("**Answer:** 12", "12")]
    [InlineData("The answer is:\n\n$$12$$", "12")]
    [InlineData("The correct option is (D).", "D")]
    [InlineData("#### 1,234", "1234")]
    [InlineData("We add.\nx = 3 + 4 = 7", "7")]
    [InlineData("We add.\n$7$.", "7")]
    [InlineData("42", "42")]
    [InlineData("The expression is $x^2 + 8x$ and", null)]
    [InlineData("", null)]
    public void Mathematics_is_what_is_boxed_or_announced_last(string text, string? expected) => AnswerDomain.Math.Extract(text).Should().Be(expected);

    [Theory]
    [InlineData("16 - 3 = <<16-3=13>>13\nA: 13", "13")]
    [InlineData("A: $1,250.", "1,250")]
    [InlineData("A: -$5", "-5")]
    [InlineData("A: 7/14", null)]
    [InlineData("A: 10+John's age", null)]
    [InlineData("He has 12 left, so <<3*4=12", "12")]
    [InlineData("She makes 2*9 = $<<2*9=18>>", "9")]
    [InlineData("<think>The answer is 3", null)]
    public void A_number_after_the_mark_of_a_data_set_stands_alone(string text, string? expected) => AnswerDomain.Number.Extract(text).Should().Be(expected);

    [Theory]
    [InlineData("Yes, because 7 is prime.", "yes")]
    [InlineData("It has no divisor, so the answer is: True", "yes")]
    [InlineData("Is it even? No odd number is. So: **no**", "no")]
    [InlineData(@"\boxed{\text{No}}", "no")]
    [InlineData("Perhaps.", null)]
    public void A_verdict_is_announced_or_first_or_last(string text, string? expected) =>
        (AnswerDomain.YesNo.Extract(text) is { } answer ? AnswerDomain.YesNo.Canonicalize(answer) : null).Should().Be(expected);

    [Theory]
    [InlineData("""{"b": 1.50, "a": [1e2, "é"]}""", """{ "a": [100, "\u00e9"], "b": 1.5 }""", Equivalence.Equal)]
    [InlineData("""{"a": 1}""", """{"a": 1.0000000000000000000001}""", Equivalence.Different)]
    [InlineData("[1,2]", "[2,1]", Equivalence.Different)]
    [InlineData("""{"a":0}""", """{"a":-0.0}""", Equivalence.Equal)]
    [InlineData("null", "false", Equivalence.Different)]
    [InlineData("[1", "[1]", Equivalence.Unknown)]
    public void Json_is_equal_by_structure_and_value(string left, string right, Equivalence expected) => AnswerDomain.Json.AreEquivalent(left, right).Should().Be(expected);

    [Theory]
    [InlineData("Here:\n```json\n{\"a\": 1}\n```\nDone.", "{\"a\": 1}")]
    [InlineData("First {\"a\": 1}, in the end {\"a\": \"}\"} as asked.", "{\"a\": \"}\"}")]
    [InlineData("[1, 2]", "[1, 2]")]
    [InlineData("{not json}", null)]
    public void A_document_is_fenced_or_the_last(string text, string? expected) => AnswerDomain.Json.Extract(text).Should().Be(expected);

    [Fact]
    public void Code_is_the_last_fence_and_never_run()
    {
        var code = AnswerDomain.Code.Extract("Try:\n```python\nprint(1)  \n\n```\n")!;

        code.Should().Be("print(1)");
        AnswerDomain.Code.AreEquivalent(code, "print(1)\n").Should().Be(Equivalence.Equal);
        AnswerDomain.Code.AreEquivalent(code, "print(2-1)").Should().Be(Equivalence.Unknown);
    }

    [Fact]
    public void The_last_match_is_found_however_far_from_the_end()
    {
        foreach (var distance in (int[])[0, 1, 900, 1000, 1010, 4000, 100_000])
            AnswerDomain.Number.Extract("7 and -1,234,567.5" + new string(' ', distance)).Should().Be("-1,234,567.5");
    }
}
