namespace InferenceScaling.Models.Constraints;

/// <summary>What may follow a backslash.</summary>
internal static class RegexEscape
{
    /// <summary>Reads what follows a backslash.</summary>
    /// <param name="cursor">Stands after it.</param>
    /// <param name="character">The character, where it is one; −1 for a class.</param>
    /// <exception cref="ArgumentException">It is no known escape.</exception>
    public static CharacterSet Parse(RegexCursor cursor, out int character)
    {
        character = -1;
        var kind = cursor.Read().Value;
        switch (kind)
        {
            case 'd': return CharacterSet.Digits;
            case 'D': return CharacterSet.Digits.Complement();
            case 'w': return CharacterSet.WordCharacters;
            case 'W': return CharacterSet.WordCharacters.Complement();
            case 's': return CharacterSet.Whitespace;
            case 'S': return CharacterSet.Whitespace.Complement();
        }

        character = kind switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            'x' => cursor.ReadHexadecimal(2),
            'u' => cursor.ReadHexadecimal(4),
            < 128 when !char.IsAsciiLetterOrDigit((char)kind) => kind,
            _ => throw cursor.Error($"an unknown escape '\\{char.ConvertFromUtf32(kind)}'"),
        };
        if (char.IsSurrogate((char)character))
            throw cursor.Error("an escaped surrogate; write the character itself");
        return CharacterSet.Of((character, character));
    }
}
