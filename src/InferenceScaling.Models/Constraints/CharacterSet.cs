namespace InferenceScaling.Models.Constraints;

/// <summary>A set of Unicode scalar values as sorted ranges that do not touch. Immutable.</summary>
internal sealed class CharacterSet
{
    private const int Last = 0x10FFFF;

    private CharacterSet(IReadOnlyList<(int First, int Last)> ranges) => Ranges = ranges;

    /// <summary>ASCII digits.</summary>
    public static CharacterSet Digits { get; } = Of(('0', '9'));

    /// <summary>ASCII letters, digits and the underscore.</summary>
    public static CharacterSet WordCharacters { get; } = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>ASCII white space.</summary>
    public static CharacterSet Whitespace { get; } = Of(('\t', '\r'), (' ', ' '));

    /// <summary>Everything but a newline.</summary>
    public static CharacterSet NoNewline { get; } = Of(('\n', '\n')).Complement();

    /// <summary>The ranges.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    /// <summary>Makes a set of ranges in any order.</summary>
    public static CharacterSet Of(params IEnumerable<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var (first, last) in ranges.OrderBy(range => range.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
                merged[^1] = (merged[^1].First, Math.Max(last, merged[^1].Last));
            else
                merged.Add((first, last));
        }

        return new(merged);
    }

    /// <summary>All other values.</summary>
    public CharacterSet Complement()
    {
        var ranges = new List<(int First, int Last)>();
        var next = 0;
        foreach (var (first, last) in Ranges)
        {
            if (first > next)
                ranges.Add((next, first - 1));
            next = last + 1;
        }

        if (next <= Last)
            ranges.Add((next, Last));
        return new(ranges);
    }
}
