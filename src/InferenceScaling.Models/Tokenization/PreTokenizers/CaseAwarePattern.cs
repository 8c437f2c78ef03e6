using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>The patterns that cut words where lower case turns to upper case: Mistral's Tekken, and GPT-4o's, by code points.</summary>
internal sealed class CaseAwarePattern(int digits, bool endsInContraction) : CoveringPattern
{
    public const string Tekken =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|"
        + @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|"
        + @"\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public const string Gpt4o =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
        + @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
        + @"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    protected override int EndOfMatch(ReadOnlySpan<char> text, int start)
    {
        var end = EndOfWord(text, start);
        if (end > start)
            return endsInContraction && end < text.Length ? EndOfContraction(text, end, ignoreCase: true) : end;
        end = EndOfNumber(text, start, digits);
        if (end > start)
            return end;
        end = EndOfSymbols(text, start);
        if (end == start)
            return EndOfLinesOrWhiteSpace(text, start);
        while (end < text.Length && text[end] is ('\r' or '\n' or '/'))
            end++;
        return end;
    }

    // The order of the expression's backtracking: lower-case tail with and without the leading character, then upper-case head likewise.
    private static int EndOfWord(ReadOnlySpan<char> text, int start)
    {
        var found = CharacterClasses.At(text, start, out var length);
        var mayLead = text[start] is not ('\r' or '\n') && (found & (CharacterClass.Letter | CharacterClass.Number)) == 0;
        var end = mayLead ? EndOfTailed(text, start + length) : -1;
        end = end < 0 ? EndOfTailed(text, start) : end;
        end = end < 0 && mayLead ? EndOfHeaded(text, start + length) : end;
        end = end < 0 ? EndOfHeaded(text, start) : end;
        return Math.Max(end, start);
    }

    // head* tail+ where modifiers, caseless letters and marks are both: the head gives back its last such character where no tail follows.
    private static int EndOfTailed(ReadOnlySpan<char> text, int start)
    {
        var lastShared = -1;
        var head = start;
        while (head < text.Length)
        {
            var found = CharacterClasses.At(text, head, out var length);
            if ((found & CharacterClass.WordHead) == 0)
                break;
            head += length;
            if ((found & CharacterClass.WordTail) != 0)
                lastShared = head;
        }

        var end = CharacterClasses.EndOfRun(text, head, CharacterClass.WordTail);
        return end > head ? end : lastShared;
    }

    private static int EndOfHeaded(ReadOnlySpan<char> text, int start)
    {
        var head = CharacterClasses.EndOfRun(text, start, CharacterClass.WordHead);
        return head > start ? CharacterClasses.EndOfRun(text, head, CharacterClass.WordTail) : -1;
    }
}
