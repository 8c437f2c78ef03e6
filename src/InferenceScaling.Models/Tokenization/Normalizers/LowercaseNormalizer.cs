using System.Text;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Normalizers;

/// <summary>Lower-cases every code point on its own, as Rust does: the final sigma has no rule, the dotted capital I becomes two code points.</summary>
internal sealed class LowercaseNormalizer : TextNormalizer
{
    private const int DottedCapitalI = 0x130;

    public override bool TryNormalize(ReadOnlySpan<char> text, PooledBuffer<char> normalized)
    {
        Span<char> units = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == DottedCapitalI)
                normalized.AddRange("i\u0307");
            else
                normalized.AddRange(units[..Rune.ToLowerInvariant(rune).EncodeToUtf16(units)]);
        }

        return true;
    }
}
