using System.Text;

namespace InferenceScaling.Models.Constraints;

/// <summary>Cuts ranges of characters into sequences of byte ranges whose every combination is the UTF-8 form of a character in the range.</summary>
internal static class Utf8Ranges
{
    /// <summary>Adds edges for every character of a range, without surrogates, which have no UTF-8 form.</summary>
    public static void Add(ByteAutomatonBuilder builder, int from, int first, int last, int to)
    {
        // Bounds between forms of different length, and around the surrogates.
        ReadOnlySpan<(int First, int Last)> forms = [(0, 0x7F), (0x80, 0x7FF), (0x800, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF)];
        foreach (var form in forms)
        {
            var (low, high) = (Math.Max(first, form.First), Math.Min(last, form.Last));
            if (low <= high)
                AddForm(builder, from, low, high, to);
        }
    }

    /// <summary>Splits until both ends differ in leading bytes only, and all following bytes run over their whole range.</summary>
    private static void AddForm(ByteAutomatonBuilder builder, int from, int first, int last, int to)
    {
        for (var bits = 6; bits <= 18; bits += 6)
        {
            var mask = (1 << bits) - 1;
            if ((first & ~mask) == (last & ~mask))
                break;
            if ((first & mask) != 0)
            {
                AddForm(builder, from, first, first | mask, to);
                AddForm(builder, from, (first | mask) + 1, last, to);
                return;
            }

            if ((last & mask) != mask)
            {
                AddForm(builder, from, first, (last & ~mask) - 1, to);
                AddForm(builder, from, last & ~mask, last, to);
                return;
            }
        }

        Span<byte> low = stackalloc byte[4];
        Span<byte> high = stackalloc byte[4];
        var length = new Rune(first).EncodeToUtf8(low);
        new Rune(last).EncodeToUtf8(high);
        for (var index = 0; index < length; index++)
        {
            var next = index == length - 1 ? to : builder.AddState();
            builder.AddEdge(from, low[index], high[index], next);
            from = next;
        }
    }
}
