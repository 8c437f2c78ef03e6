using System.Text.RegularExpressions;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>Any other regular expression. It runs without backtracking where it can, else under a time limit.</summary>
internal sealed class RegexPattern : TextPattern
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    private readonly Regex _regex;

    private RegexPattern(Regex regex)
    {
        _regex = regex;
    }

    /// <summary>Compiles an expression.</summary>
    /// <exception cref="ArgumentException">The expression is malformed.</exception>
    public static RegexPattern Parse(string expression)
    {
        expression = PossessiveQuantifiers.Rewrite(expression);
        try
        {
            return new RegexPattern(new Regex(expression, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeLimit));
        }
        catch (NotSupportedException)
        {
            return new RegexPattern(new Regex(expression, RegexOptions.CultureInvariant | RegexOptions.Compiled, TimeLimit));
        }
    }

    public override void FindAll(ReadOnlySpan<char> text, PooledBuffer<Piece> matches)
    {
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') >= 0)
        {
            FindAllBeyondBasicPlane(text, matches);
            return;
        }

        foreach (var match in _regex.EnumerateMatches(text))
            matches.Add(new Piece(match.Index, match.Length));
    }

    // .NET matches UTF-16 units: a code point beyond the basic plane is two of them with no property at all. One stand-in of its category takes its place.
    private void FindAllBeyondBasicPlane(ReadOnlySpan<char> text, PooledBuffer<Piece> matches)
    {
        using var standIns = new PooledBuffer<char>();
        using var positions = new PooledBuffer<int>();
        for (var i = 0; i < text.Length;)
        {
            positions.Add(i);
            standIns.Add(StandIns.For(text, i, out var length));
            i += length;
        }

        positions.Add(text.Length);
        foreach (var match in _regex.EnumerateMatches(standIns.Span))
        {
            var start = positions.Span[match.Index];
            matches.Add(new Piece(start, positions.Span[match.Index + match.Length] - start));
        }
    }
}
