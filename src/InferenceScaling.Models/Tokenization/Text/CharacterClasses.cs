using System.Globalization;
using System.Text;

namespace InferenceScaling.Models.Tokenization.Text;

/// <summary>Looks up <see cref="CharacterClass"/> by code point: a table for the basic plane, the runtime's data beyond.</summary>
internal static class CharacterClasses
{
    public const CharacterClass LetterNumberSpace = CharacterClass.Letter | CharacterClass.Number | CharacterClass.WhiteSpace;

    private static readonly CharacterClass[] BasicPlane = [.. Enumerable.Range(0, 0x10000).Select(Compute)];

    /// <summary>The class of the code point at <paramref name="index"/> and its length in UTF-16 units.</summary>
    public static CharacterClass At(ReadOnlySpan<char> text, int index, out int length)
    {
        var unit = text[index];
        length = 1;
        if (!char.IsHighSurrogate(unit) || index + 1 >= text.Length || !char.IsLowSurrogate(text[index + 1]))
            return BasicPlane[unit];
        length = 2;
        return Compute(char.ConvertToUtf32(unit, text[index + 1]));
    }

    /// <summary>The class of the code point that ends before <paramref name="end"/>.</summary>
    public static CharacterClass Before(ReadOnlySpan<char> text, int end)
    {
        Rune.DecodeLastFromUtf16(text[..end], out var rune, out _);
        return Of(rune.Value);
    }

    public static CharacterClass Of(int codePoint) => codePoint < 0x10000 ? BasicPlane[codePoint] : Compute(codePoint);

    /// <summary>The end of the run of code points from <paramref name="index"/> that have any property of <paramref name="classes"/>.</summary>
    public static int EndOfRun(ReadOnlySpan<char> text, int index, CharacterClass classes)
    {
        while (index < text.Length && (At(text, index, out var length) & classes) != 0)
            index += length;
        return index;
    }

    /// <summary>The end of the run of code points from <paramref name="index"/> that have no property of <paramref name="classes"/>.</summary>
    public static int EndOfRunWithout(ReadOnlySpan<char> text, int index, CharacterClass classes)
    {
        while (index < text.Length && (At(text, index, out var length) & classes) == 0)
            index += length;
        return index;
    }

    private static CharacterClass Compute(int codePoint)
    {
        var space = codePoint < 0x10000 && char.IsWhiteSpace((char)codePoint) ? CharacterClass.WhiteSpace : CharacterClass.None;
        return space | CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => CharacterClass.Letter | CharacterClass.WordHead | CharacterClass.Word,
            UnicodeCategory.LowercaseLetter => CharacterClass.Letter | CharacterClass.WordTail | CharacterClass.Word,
            UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
                => CharacterClass.Letter | CharacterClass.WordHead | CharacterClass.WordTail | CharacterClass.Word,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
                => CharacterClass.Mark | CharacterClass.WordHead | CharacterClass.WordTail | CharacterClass.Word,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber => CharacterClass.Number | CharacterClass.Word,
            UnicodeCategory.OtherNumber => CharacterClass.Number,
            UnicodeCategory.ConnectorPunctuation => CharacterClass.Punctuation | CharacterClass.Word,
            UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
                or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation => CharacterClass.Punctuation,
            _ => CharacterClass.None,
        };
    }
}
