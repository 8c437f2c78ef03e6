namespace InferenceScaling.Models.Constraints;

/// <summary>Reads classes such as <c>[^a-z\d]</c>.</summary>
internal static class CharacterClassParser
{
    /// <summary>Reads a class up to its closing bracket.</summary>
    /// <param name="cursor">Stands after the opening one.</param>
    /// <exception cref="ArgumentException">The class is malformed.</exception>
    public static CharacterSet Parse(RegexCursor cursor)
    {
        var isNegated = cursor.TrySkip('^');
        var ranges = new List<(int First, int Last)>();
        while (!cursor.TrySkip(']'))
        {
            var set = Member(cursor, out var first);
            if (!cursor.TrySkip('-'))
            {
                ranges.AddRange(set.Ranges);
                continue;
            }

            if (cursor.Peek == ']')
            {
                ranges.AddRange(set.Ranges);
                ranges.Add(('-', '-'));
                continue;
            }

            if (cursor.Peek == '[')
                throw cursor.Error("a class subtracted from a class");
            Member(cursor, out var last);
            if (first < 0 || last < first)
                throw cursor.Error("a range that does not go from a character to a later one");
            ranges.Add((first, last));
        }

        if (ranges.Count == 0)
            throw cursor.Error("an empty class; escape a ']' in it with a backslash");
        var all = CharacterSet.Of(ranges);
        return isNegated ? all.Complement() : all;
    }

    private static CharacterSet Member(RegexCursor cursor, out int character)
    {
        if (cursor.TrySkip('\\'))
            return RegexEscape.Parse(cursor, out character);
        character = cursor.Read().Value;
        return CharacterSet.Of((character, character));
    }
}
