using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using InferenceScaling.Models.Constraints;

namespace InferenceScaling.Models.Tests.Constraints;

public sealed class RegexConstraintTests
{
    [Theory]
    [InlineData("a*b")]
    [InlineData("(a|b)*abb")]
    [InlineData("(?:ab|a)(bc|c)?")]
    [InlineData("a{2,3}b{0,1}c{1,}")]
    [InlineData("(a{2}|b{1,2}?)*?c+")]
    [InlineData("[^a]b?[a-b]")]
    [InlineData("^a(|b)c?$")]
    [InlineData("(a*)*b")]
    [InlineData("(a?){3}a{2}")]
    [InlineData("((a|)b){2}")]
    [InlineData(@"\x61\u0062.")]
    public void The_automaton_accepts_what_the_regular_expression_matches(string pattern)
    {
        var constraint = new RegexConstraint(pattern);
        var reference = new Regex($@"\A(?:{pattern})\z", RegexOptions.None, TimeSpan.FromSeconds(5));
        var texts = new List<string> { "" };
        for (var first = 0; texts[first].Length < 6; first++)
            texts.AddRange("abc".Select(letter => texts[first] + letter));
        foreach (var text in texts)
            constraint.Matches(text).Should().Be(reference.IsMatch(text), $"of '{text}'");
    }

    [Theory]
    [InlineData(".")]
    [InlineData(@"[^a-z\d\s]")]
    [InlineData(@"[\d\-x]")]
    [InlineData("[é-ÿ]")]
    [InlineData("[\u0100-\uFFFD]")]
    [InlineData(@"\S")]
    public void Classes_hold_whole_characters(string pattern)
    {
        var constraint = new RegexConstraint(pattern);
        var reference = new Regex($@"\A(?:{pattern.Replace(".", "[^\n]", StringComparison.Ordinal)})\z", RegexOptions.ECMAScript, TimeSpan.FromSeconds(5));
        Enumerable.Range(0, 0x10000)
            .Where(value => !char.IsSurrogate((char)value))
            .Select(value => ((char)value).ToString())
            .Where(text => constraint.Matches(text) != reference.IsMatch(text))
            .Should().BeEmpty();
    }

    [Fact]
    public void Characters_beyond_the_first_plane_are_one_character()
    {
        new RegexConstraint(".").Matches("😀").Should().BeTrue();
        new RegexConstraint("[😀-😂]").Matches("😁").Should().BeTrue();
        new RegexConstraint("[😀-😂]").Matches("😃").Should().BeFalse();
    }

    [Fact]
    public void Bytes_that_are_no_characters_are_rejected()
    {
        var constraint = new RegexConstraint(".*");
        foreach (var bytes in (byte[][])[[0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF]])
            constraint.Advance(constraint.Start, bytes).Should().Be(Paths.TextConstraint.Rejected);
    }

    [Theory]
    [InlineData("(a", "'('")]
    [InlineData("a)", "')'")]
    [InlineData("[", "end of the pattern")]
    [InlineData("[]", "empty class")]
    [InlineData("*a", "'*'")]
    [InlineData("a**", "repetition of a repetition")]
    [InlineData("a{3,2}", "at least 3")]
    [InlineData("a{", "number")]
    [InlineData("a{9999999999}", "number")]
    [InlineData("(?=a)", "look-around")]
    [InlineData(@"\1", "escape")]
    [InlineData(@"\p{L}", "escape")]
    [InlineData("[z-a]", "range")]
    [InlineData("a$b", "'$'")]
    [InlineData(@"\", "end of the pattern")]
    [InlineData(@"\ud800", "surrogate")]
    [InlineData("[^\\x00-\\uFFFF😀-\U0010FFFF\U00010000-😀]", "no text")]
    public void Malformed_patterns_are_named(string pattern, string message) =>
        FluentActions.Invoking(() => new RegexConstraint(pattern)).Should().Throw<ArgumentException>().WithMessage($"*{message}*");

    [Fact]
    public void Hostile_patterns_are_refused_in_time()
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var pattern in (string[])
        [
            "(a|b)*a(a|b){30}",
            "((((a{1000}){1000}){1000}){1000}){1000}",
            "(((a{0}){400000}){400000}){400000}",
            "(.{0,500}){0,500}",
            new string('(', 60_000) + new string(')', 60_000),
            new StringBuilder().Insert(0, "(a?b?|", 60).Append('a').Append(')', 60).Append("{0,900}").ToString(),
        ])
            FluentActions.Invoking(() => new RegexConstraint(pattern)).Should().Throw<ArgumentException>();
        Stopwatch.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(20));
    }
}
