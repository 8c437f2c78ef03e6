using InferenceScaling.Models.Tokenization.PreTokenizers;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Normalizers;

/// <summary>Replaces every match of a pattern with a fixed text.</summary>
internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : TextNormalizer
{
    private readonly (char Old, char New)? _units = pattern is LiteralPattern { Literal: [var old] } && content is [var replacement] ? (old, replacement) : null;

    public override bool TryNormalize(ReadOnlySpan<char> text, PooledBuffer<char> normalized)
        => _units is var (old, replacement) ? TryReplaceUnits(text, old, replacement, normalized) : TryReplaceMatches(text, normalized);

    private static bool TryReplaceUnits(ReadOnlySpan<char> text, char old, char replacement, PooledBuffer<char> normalized)
    {
        if (!text.Contains(old))
            return false;
        text.Replace(normalized.Reserve(text.Length), old, replacement);
        normalized.Advance(text.Length);
        return true;
    }

    private bool TryReplaceMatches(ReadOnlySpan<char> text, PooledBuffer<char> normalized)
    {
        using var matches = new PooledBuffer<Piece>();
        pattern.FindAll(text, matches);
        if (matches.Count == 0)
            return false;
        var copied = 0;
        foreach (var match in matches.Span)
        {
            normalized.AddRange(text[copied..match.Start]);
            normalized.AddRange(content);
            copied = match.Start + match.Length;
        }

        normalized.AddRange(text[copied..]);
        return true;
    }
}
