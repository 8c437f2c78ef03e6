using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>The pattern of Llama 3 (numbers of up to three digits) and of Qwen 2 (single digits), by code points.</summary>
internal sealed class Llama3Pattern(int digits) : CoveringPattern
{
    public const string ThreeDigits =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public const string OneDigit =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    protected override int EndOfMatch(ReadOnlySpan<char> text, int start)
    {
        var end = EndOfContraction(text, start, ignoreCase: true);
        if (end > start)
            return end;
        var found = CharacterClasses.At(text, start, out var length);
        if ((found & CharacterClass.Letter) != 0)
            return CharacterClasses.EndOfRun(text, start + length, CharacterClass.Letter);
        if ((found & CharacterClass.Number) != 0)
            return EndOfNumber(text, start, digits);
        if (text[start] is not ('\r' or '\n'))
        {
            end = CharacterClasses.EndOfRun(text, start + length, CharacterClass.Letter);
            if (end > start + length)
                return end;
        }

        end = EndOfSymbols(text, start);
        if (end == start)
            return EndOfLinesOrWhiteSpace(text, start);
        while (end < text.Length && text[end] is ('\r' or '\n'))
            end++;
        return end;
    }
}
