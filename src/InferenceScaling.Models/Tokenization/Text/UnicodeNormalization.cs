using System.Text;

namespace InferenceScaling.Models.Tokenization.Text;

/// <summary>Unicode normalisation (UAX #15). The runtime's own does nothing where globalization is invariant, as in small containers, and ids must not depend on that.</summary>
internal static class UnicodeNormalization
{
    private const int HangulBase = 0xAC00;
    private const int HangulCount = 11172;
    private const int LeadBase = 0x1100;
    private const int LeadCount = 19;
    private const int VowelBase = 0x1161;
    private const int VowelCount = 21;
    private const int TrailBase = 0x11A7;
    private const int TrailCount = 28;

    private static UnicodeNormalizationData Data => UnicodeNormalizationData.Instance;

    /// <summary>Writes the normal form of a text to an empty buffer; false, and nothing written, where the text is surely in that form already.</summary>
    public static bool TryNormalize(ReadOnlySpan<char> text, NormalizationForm form, PooledBuffer<char> normalized)
    {
        if (!MayChange(text, form))
            return false;
        var isCompatibility = form is NormalizationForm.FormKC or NormalizationForm.FormKD;
        using var codePoints = new PooledBuffer<int>();
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, isCompatibility, codePoints);
        Order(codePoints.Span);
        var count = form is NormalizationForm.FormC or NormalizationForm.FormKC ? Compose(codePoints.Span) : codePoints.Count;
        Span<char> units = stackalloc char[2];
        foreach (var codePoint in codePoints.Span[..count])
            normalized.AddRange(units[..new Rune(codePoint).EncodeToUtf16(units)]);
        return true;
    }

    private static bool MayChange(ReadOnlySpan<char> text, NormalizationForm form)
    {
        var firstSuspect = form == NormalizationForm.FormC ? '\u0300' : '\u00A0';
        var from = text.IndexOfAnyInRange(firstSuspect, '\uFFFF');
        if (from < 0)
            return false;
        foreach (var rune in text[from..].EnumerateRunes())
        {
            if (MayChange(rune.Value, form))
                return true;
        }

        return false;
    }

    private static bool MayChange(int codePoint, NormalizationForm form)
    {
        var composes = form is NormalizationForm.FormC or NormalizationForm.FormKC;
        if (codePoint - HangulBase is >= 0 and < HangulCount)
            return !composes;
        return codePoint - LeadBase is >= 0 and < 0x100 || Data.Suspects(form).Contains(codePoint);
    }

    private static void Decompose(int codePoint, bool isCompatibility, PooledBuffer<int> codePoints)
    {
        var syllable = codePoint - HangulBase;
        if (syllable is >= 0 and < HangulCount)
        {
            codePoints.Add(LeadBase + (syllable / (VowelCount * TrailCount)));
            codePoints.Add(VowelBase + (syllable % (VowelCount * TrailCount) / TrailCount));
            if (syllable % TrailCount != 0)
                codePoints.Add(TrailBase + (syllable % TrailCount));
        }
        else if (Data.Decompositions(isCompatibility).TryGetValue(codePoint, out var mapping))
        {
            codePoints.AddRange(mapping);
        }
        else
        {
            codePoints.Add(codePoint);
        }
    }

    // Canonical ordering: runs of combining characters sorted by class, equal classes in their order.
    private static void Order(Span<int> codePoints)
    {
        using var keys = new PooledBuffer<ulong>();
        for (var start = 0; start < codePoints.Length; start++)
        {
            keys.Clear();
            var end = start;
            for (byte combining; end < codePoints.Length && (combining = Data.CombiningClass(codePoints[end])) != 0; end++)
                keys.Add(((ulong)combining << 56) | ((ulong)(uint)(end - start) << 21) | (uint)codePoints[end]);
            if (keys.Count > 1)
            {
                keys.Span.Sort();
                for (var i = 0; i < keys.Count; i++)
                    codePoints[start + i] = (int)(keys.Span[i] & 0x1FFFFF);
            }

            start = Math.Max(start, end - 1);
        }
    }

    private static int Compose(Span<int> codePoints)
    {
        var written = 0;
        var starter = -1;
        var lastClass = -1;
        foreach (var codePoint in codePoints)
        {
            var combining = Data.CombiningClass(codePoint);
            var isBlocked = lastClass >= combining && lastClass > 0;
            if (starter >= 0 && !isBlocked && (lastClass != 0 || starter == written - 1) && TryCompose(codePoints[starter], codePoint, out var composite))
            {
                codePoints[starter] = composite;
                continue;
            }

            if (combining == 0)
                starter = written;
            lastClass = combining;
            codePoints[written++] = codePoint;
        }

        return written;
    }

    private static bool TryCompose(int first, int second, out int composite)
    {
        if (first - LeadBase is >= 0 and < LeadCount && second - VowelBase is >= 0 and < VowelCount)
        {
            composite = HangulBase + ((((first - LeadBase) * VowelCount) + second - VowelBase) * TrailCount);
            return true;
        }

        if (first - HangulBase is >= 0 and < HangulCount && (first - HangulBase) % TrailCount == 0 && second - TrailBase is > 0 and < TrailCount)
        {
            composite = first + second - TrailBase;
            return true;
        }

        return Data.Compositions.TryGet(first, second, out composite, out _);
    }
}
