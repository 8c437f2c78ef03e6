using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Normalizers;

/// <summary>Removes combining marks; a decomposing normalizer usually goes before it.</summary>
internal sealed class StripAccentsNormalizer : TextNormalizer
{
    public override bool TryNormalize(ReadOnlySpan<char> text, PooledBuffer<char> normalized)
    {
        for (var i = 0; i < text.Length;)
        {
            if ((CharacterClasses.At(text, i, out var length) & CharacterClass.Mark) == 0)
                normalized.AddRange(text.Slice(i, length));
            i += length;
        }

        if (normalized.Count != text.Length)
            return true;
        normalized.Clear();
        return false;
    }
}
