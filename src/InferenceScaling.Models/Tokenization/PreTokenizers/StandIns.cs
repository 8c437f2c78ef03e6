using System.Globalization;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>Characters of the basic plane, rare enough to stand in no expression, that have the category of one beyond it.</summary>
internal static class StandIns
{
    private static readonly char[] ByCategory = Build();

    public static char For(ReadOnlySpan<char> text, int index, out int length)
    {
        length = 1;
        if (!char.IsHighSurrogate(text[index]))
            return text[index];
        length = 2;
        return ByCategory[(int)CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(text[index], text[index + 1]))];
    }

    private static char[] Build()
    {
        var standIns = new char[(int)UnicodeCategory.OtherNotAssigned + 1];
        Array.Fill(standIns, '\uFFFD');
        // The last one of a category in the plane: literal classes of expressions name early ones.
        for (var unit = 0; unit < 0xFFFE; unit++)
        {
            if (!char.IsWhiteSpace((char)unit) && unit is not (>= 0xFF00 and <= 0xFFEF))
                standIns[(int)CharUnicodeInfo.GetUnicodeCategory((char)unit)] = (char)unit;
        }

        return standIns;
    }
}
