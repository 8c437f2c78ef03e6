using System.Text;
using CsCheck;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Tests.Decoding;

public sealed class StepMatcherTests
{
    [Fact]
    public void A_delimiter_may_straddle_tokens()
    {
        var matcher = Matcher(["\n\n"], []);
        matcher.Read("a\n"u8);
        matcher.Delimited.Should().BeFalse();
        matcher.Read("\nb"u8);
        matcher.Delimited.Should().BeTrue();
        matcher.Stopped.Should().BeFalse();
    }

    [Fact]
    public void A_copy_is_a_fork()
    {
        var matcher = Matcher(["ab"], []);
        matcher.Read("a"u8);
        var fork = matcher;
        fork.Read("x"u8);
        fork.Read("b"u8);
        matcher.Read("b"u8);
        (matcher.Delimited, fork.Delimited).Should().Be((true, false));
    }

    [Fact]
    public void A_stop_sequence_may_begin_in_the_step_before()
    {
        var matcher = new StepMatcher(BytePatterns.Create(["\n\n"], "d"), BytePatterns.Create(["\n\nQ:"], "s"), "text\n\n"u8, []);
        matcher.Read("Q:"u8);
        (matcher.Delimited, matcher.Stopped).Should().Be((false, true));
    }

    [Fact]
    public void A_delimiter_cut_by_the_token_limit_is_completed_by_the_next_step()
    {
        var matcher = new StepMatcher(BytePatterns.Create(["\n\n"], "d"), BytePatterns.Create([], "s"), "text\n"u8, "text\n"u8);
        matcher.Read("\n"u8);
        matcher.Delimited.Should().BeTrue();
    }

    [Fact]
    public void An_empty_pattern_is_an_error()
    {
        var create = () => BytePatterns.Create(["a", ""], "options");
        create.Should().Throw<ArgumentException>().WithMessage("*empty*").WithParameterName("options");
        create = () => BytePatterns.Create([new string('x', BytePatterns.MaxTotalLength + 1)], "options");
        create.Should().Throw<ArgumentException>().WithMessage("*16384*");
    }

    [Fact]
    public void Any_patterns_are_found_exactly_where_a_search_finds_them() =>
        Gen.Select(Gen.String[Gen.Char["abé"], 1, 4].Array[0, 4], Gen.String[Gen.Char["abé"], 0, 40]).Sample((patterns, text) =>
        {
            var automaton = BytePatterns.Create([.. patterns], "patterns");
            var bytes = Encoding.UTF8.GetBytes(text);
            var encoded = patterns.Select(Encoding.UTF8.GetBytes).ToArray();
            var state = 0;
            for (var end = 1; end <= bytes.Length; end++)
            {
                state = automaton.Advance(state, bytes[end - 1]);
                automaton.Accepts(state).Should().Be(encoded.Any(pattern => bytes.AsSpan(0, end).EndsWith(pattern)));
            }
        }, iter: 300);

    [Theory]
    [InlineData("41", 0)]
    [InlineData("C3", 1)]
    [InlineData("C3A9", 0)]
    [InlineData("E282", 2)]
    [InlineData("41F09F98", 3)]
    [InlineData("F09F9880", 0)]
    [InlineData("80", 0)]
    [InlineData("FF", 0)]
    [InlineData("", 0)]
    public void Unfinished_characters_are_measured(string hex, int expected) =>
        Utf8Tail.IncompleteLength(Convert.FromHexString(hex)).Should().Be(expected);

    private static StepMatcher Matcher(string[] delimiters, string[] stops) =>
        new(BytePatterns.Create([.. delimiters], "d"), BytePatterns.Create([.. stops], "s"), [], []);
}
