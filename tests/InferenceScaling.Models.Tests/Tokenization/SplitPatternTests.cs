using System.Text.RegularExpressions;
using CsCheck;
using InferenceScaling.Models.Tokenization.PreTokenizers;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tests.Tokenization;

public class SplitPatternTests
{
    // Everything the expressions tell apart, within the basic plane where .NET's own matcher can judge.
    private static readonly Gen<string> Text = Gen.OneOfConst(
        " ", "  ", "\n", "\r\n", "\t", "\u00A0", "\u3000", "'", "'s", "'LL", "'re", "'D", "a", "bc", "É", "Z", "ǅ", "ʰ", "中", "カ", "\u0301", "1", "٣", "²", "Ⅷ", "!", "/", "-", "€", "\u200D", "_")
        .List[0, 24].Select(string.Concat);

    public static TheoryData<string> Expressions =>
        [Gpt2Pattern.Expression, Llama3Pattern.ThreeDigits, Llama3Pattern.OneDigit, CaseAwarePattern.Tekken, CaseAwarePattern.Gpt4o];

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Hand_written_matcher_agrees_with_its_expression(string expression)
    {
        var regex = new Regex(expression, RegexOptions.CultureInvariant);
        var pattern = SplitPatterns.FromExpression(expression);
        pattern.Should().BeAssignableTo<CoveringPattern>();
        Text.Sample(text => Matches(pattern, text).Should().Equal(regex.Matches(text).Select(match => match.Value)), iter: 20_000);
    }

    [Theory]
    [InlineData(Gpt2Pattern.Expression, "a𝐀b 𝟏𝟐😀", "a𝐀b| 𝟏𝟐|😀")]
    [InlineData(Llama3Pattern.ThreeDigits, "😀a 𝟏𝟐𝟑𝟒 𠀀", "😀a| |𝟏𝟐𝟑|𝟒| 𠀀")]
    [InlineData(CaseAwarePattern.Tekken, "𝐀𝐚𝐀 𝟏𝟐", "𝐀𝐚|𝐀| |𝟏|𝟐")]
    [InlineData(@"\p{L}+|\p{N}{1,2}", "a𝐀b𝟏𝟐𝟑", "a𝐀b|𝟏𝟐|𝟑")]
    [InlineData(@"\p{Lu}\p{Ll}+(?!\S)|.", "𝐀𝐚 😀", "𝐀𝐚| |😀")]
    public void Characters_beyond_the_basic_plane_are_one_character(string expression, string text, string expected)
        => Matches(SplitPatterns.FromExpression(expression), text).Should().Equal(expected.Split('|'));

    [Fact]
    public void The_long_s_folds_to_s_where_case_is_ignored()
        => Matches(SplitPatterns.FromExpression(Llama3Pattern.OneDigit), "it'\u017Fa").Should().Equal("it", "'\u017F", "a");

    [Fact]
    public void A_malformed_expression_is_rejected()
        => FluentActions.Invoking(() => SplitPatterns.FromExpression("(unclosed")).Should().Throw<ArgumentException>();

    private static List<string> Matches(TextPattern pattern, string text)
    {
        using var matches = new PooledBuffer<Piece>();
        pattern.FindAll(text, matches);
        return [.. matches.Span.ToArray().Select(match => text.Substring(match.Start, match.Length))];
    }
}
