using System.Text;

namespace InferenceScaling.Models.Tokenization.Text;

/// <summary>Well-formedness of UTF-16 text. The rest of the pipeline may rely on it.</summary>
internal static class Utf16
{
    /// <summary>Copies <paramref name="text"/> with U+FFFD for every lone surrogate; false, and nothing copied, where there is none.</summary>
    public static bool TryRepair(ReadOnlySpan<char> text, PooledBuffer<char> destination)
    {
        if (!HasLoneSurrogate(text))
            return false;
        Span<char> units = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
            destination.AddRange(units[..rune.EncodeToUtf16(units)]);
        return true;
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        var from = 0;
        while (true)
        {
            var offset = text[from..].IndexOfAnyInRange('\uD800', '\uDFFF');
            if (offset < 0)
                return false;
            if (Rune.DecodeFromUtf16(text[(from + offset)..], out _, out _) != System.Buffers.OperationStatus.Done)
                return true;
            from += offset + 2;
        }
    }
}
