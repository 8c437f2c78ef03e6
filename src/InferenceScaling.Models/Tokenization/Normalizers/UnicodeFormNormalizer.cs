using System.Text;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Normalizers;

/// <summary>NFC, NFD, NFKC or NFKD.</summary>
internal sealed class UnicodeFormNormalizer(NormalizationForm form) : TextNormalizer
{
    public override bool TryNormalize(ReadOnlySpan<char> text, PooledBuffer<char> normalized)
    {
        if (Ascii.IsValid(text) || text.IsNormalized(form))
            return false;
        var length = text.GetNormalizedLength(form);
        while (true)
        {
            if (text.TryNormalize(normalized.Reserve(length), out var written, form))
            {
                normalized.Advance(written);
                return true;
            }

            length = checked(2 * length);
        }
    }
}
