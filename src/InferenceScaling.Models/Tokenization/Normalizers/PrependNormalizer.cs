using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Normalizers;

/// <summary>Puts a text before every non-empty one.</summary>
internal sealed class PrependNormalizer(string prefix) : TextNormalizer
{
    public override bool TryNormalize(ReadOnlySpan<char> text, PooledBuffer<char> normalized)
    {
        if (text.IsEmpty)
            return false;
        normalized.AddRange(prefix);
        normalized.AddRange(text);
        return true;
    }
}
