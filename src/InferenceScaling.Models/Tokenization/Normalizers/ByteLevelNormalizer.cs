using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Normalizers;

/// <summary>Spells the text's UTF-8 bytes as GPT-2's byte characters.</summary>
internal sealed class ByteLevelNormalizer : TextNormalizer
{
    public override bool TryNormalize(ReadOnlySpan<char> text, PooledBuffer<char> normalized)
    {
        ByteCharacters.Append(text, normalized);
        return true;
    }
}
