using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Normalizers;

/// <summary>Removes white space at the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : TextNormalizer
{
    public override bool TryNormalize(ReadOnlySpan<char> text, PooledBuffer<char> normalized)
    {
        var stripped = left ? text.TrimStart() : text;
        stripped = right ? stripped.TrimEnd() : stripped;
        if (stripped.Length == text.Length)
            return false;
        normalized.AddRange(stripped);
        return true;
    }
}
