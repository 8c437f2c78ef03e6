using InferenceScaling.Answers;

namespace InferenceScaling.Tests.Answers;

public class AnswerDomainTests
{
    [Theory]
    [InlineData("4. Tia has 99 + 66 = 165.\nAnswer: 165.\n", "165")]
    [InlineData("So the answer is $1,234.50 in total.", "1,234.50")]
    [InlineData("Total 3. #### -7", "-7")]
    [InlineData("It is \\boxed{42} and not 7", "42")]
    [InlineData("I had 3, then 4, and now 12.", "12")]
    [InlineData("The answer is: **18**", "18")]
    [InlineData("Answer: none of 1 or 2", "1")]
    [InlineData("5-3", "3")]
    [InlineData("no number at all", null)]
    public void A_number_is_the_announced_one_or_the_last(string text, string? expected) =>
        AnswerDomain.Number.Extract(text).Should().Be(expected);

    [Theory]
    [InlineData("1,234.50", "1234.5")]
    [InlineData("1234.5", "1234.5")]
    [InlineData("007", "7")]
    [InlineData("+7.00", "7")]
    [InlineData("-0.0", "0")]
    [InlineData(".5", "0.5")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    public void Numbers_are_equal_by_exact_value(string answer, string canonical) =>
        AnswerDomain.Number.Canonicalize(answer).Should().Be(canonical);

    [Theory]
    [InlineData("Thinking…\nAnswer: The  Nile.\n", "The  Nile.", "the nile")]
    [InlineData("It flows north.\n\nThe Nile\n", "The Nile", "the nile")]
    public void A_text_is_what_follows_the_announcement_or_the_last_line(string text, string answer, string canonical)
    {
        AnswerDomain.Text.Extract(text).Should().Be(answer);
        AnswerDomain.Text.Canonicalize(answer).Should().Be(canonical);
    }

    [Fact]
    public void An_empty_text_has_no_answer()
    {
        AnswerDomain.Text.Extract(" \n ").Should().BeNull();
        AnswerDomain.Choice.Extract("").Should().BeNull();
        AnswerDomain.Number.Extract("").Should().BeNull();
    }

    [Theory]
    [InlineData("The answer is (b).", "B")]
    [InlineData("A is wrong, so it must be C", "C")]
    [InlineData("Answer: D", "D")]
    public void A_choice_is_the_announced_letter_or_the_last_that_stands_alone(string text, string expected) =>
        AnswerDomain.Choice.Canonicalize(AnswerDomain.Choice.Extract(text)!).Should().Be(expected);

    [Fact]
    public void Hostile_text_takes_bounded_time()
    {
        var text = string.Concat(Enumerable.Repeat("answer 1,1,1,\\boxed{", 50_000));

        AnswerDomain.Number.ExecutionTimeOf(domain => domain.Extract(text)).Should().BeLessThan(TimeSpan.FromSeconds(5));
    }
}
