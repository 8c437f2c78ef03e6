using InferenceScaling.Models.Tokenization.PreTokenizers;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Normalizers;

/// <summary>Replaces every match of a pattern with a fixed text.</summary>
internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : TextNormalizer
{
    public override bool TryNormalize(ReadOnlySpan<char> text, PooledBuffer<char> normalized)
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
