using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>A pattern that matches at every place, so that it cuts a text without gaps: the family of GPT-2's.</summary>
internal abstract class CoveringPattern : TextPattern
{
    public sealed override void FindAll(ReadOnlySpan<char> text, PooledBuffer<Piece> matches)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = EndOfMatch(text, start);
            matches.Add(new Piece(start, end - start));
            start = end;
        }
    }

    /// <summary>Emits all matches as pieces of the text that <paramref name="piece"/> is cut from.</summary>
    public void Cut(Piece piece, TextPieces pieces)
    {
        var text = pieces.Of(piece);
        for (var start = 0; start < text.Length;)
        {
            var end = EndOfMatch(text, start);
            pieces.Emit(piece.Start + start, piece.Start + end);
            start = end;
        }
    }

    /// <summary>The end of the match that starts at <paramref name="start"/>, which lies inside the text.</summary>
    protected abstract int EndOfMatch(ReadOnlySpan<char> text, int start);

    /// <summary>The end of <c>'s|'t|'re|'ve|'m|'ll|'d</c> at <paramref name="start"/>, or <paramref name="start"/>.</summary>
    protected static int EndOfContraction(ReadOnlySpan<char> text, int start, bool ignoreCase)
    {
        if (text[start] != '\'' || start + 1 >= text.Length)
            return start;
        var first = Fold(text[start + 1], ignoreCase);
        if (first is 's' or 't' or 'm' or 'd')
            return start + 2;
        if (start + 2 >= text.Length)
            return start;
        var second = Fold(text[start + 2], ignoreCase);
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? start + 3 : start;
    }

    /// <summary>The end of <c>\s+(?!\S)|\s+</c>: a run of white space leaves its last character to the word behind it.</summary>
    protected static int EndOfWhiteSpace(ReadOnlySpan<char> text, int start)
    {
        var end = CharacterClasses.EndOfRun(text, start, CharacterClass.WhiteSpace);
        return end < text.Length && end - start > 1 ? end - 1 : end;
    }

    /// <summary>The end of <c>\s*[\r\n]+|\s+(?!\S)|\s+</c>.</summary>
    protected static int EndOfLinesOrWhiteSpace(ReadOnlySpan<char> text, int start)
    {
        var end = CharacterClasses.EndOfRun(text, start, CharacterClass.WhiteSpace);
        var lastNewLine = text[start..end].LastIndexOfAny('\r', '\n');
        if (lastNewLine >= 0)
            return start + lastNewLine + 1;
        return end < text.Length && end - start > 1 ? end - 1 : end;
    }

    /// <summary>The end of <c>\p{N}{1,limit}</c>, or <paramref name="start"/>.</summary>
    protected static int EndOfNumber(ReadOnlySpan<char> text, int start, int limit)
    {
        var end = start;
        for (var count = 0; count < limit && end < text.Length; count++)
        {
            if ((CharacterClasses.At(text, end, out var length) & CharacterClass.Number) == 0)
                break;
            end += length;
        }

        return end;
    }

    /// <summary>The end of <c> ?[^\s\p{L}\p{N}]+</c>, or <paramref name="start"/>.</summary>
    protected static int EndOfSymbols(ReadOnlySpan<char> text, int start)
    {
        var first = text[start] == ' ' ? start + 1 : start;
        var end = CharacterClasses.EndOfRunWithout(text, first, CharacterClasses.LetterNumberSpace);
        return end > first ? end : start;
    }

    // U+017F, the long s, folds to s.
    private static char Fold(char unit, bool ignoreCase)
        => !ignoreCase ? unit : unit == '\u017F' ? 's' : char.IsAsciiLetterUpper(unit) ? (char)(unit | 0x20) : unit;
}
