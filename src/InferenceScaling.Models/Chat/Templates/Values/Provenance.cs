namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>
/// Where the characters of a string came from, as the ascending positions at which the origin changes; a string begins as template
/// text, so [] is all template, [0] is all content and [5, 9] is content from 5 up to 9.
/// </summary>
internal static class Provenance
{
    public static int[] Template { get; } = [];

    public static int[] Content { get; } = [0];

    public static bool IsContentAt(int[] provenance, int position)
    {
        var changes = 0;
        while (changes < provenance.Length && provenance[changes] <= position)
            changes++;
        return (changes & 1) == 1;
    }

    public static int[] Slice(int[] provenance, int start, int end)
    {
        if (provenance.Length == 0)
            return Template;
        if (provenance.Length == 1 && provenance[0] <= start)
            return Content;
        var inside = new List<int>();
        if (IsContentAt(provenance, start))
            inside.Add(0);
        foreach (var change in provenance)
        {
            if (change > start && change < end)
                inside.Add(change - start);
        }

        return inside.Count == 0 ? Template : [.. inside];
    }
}
