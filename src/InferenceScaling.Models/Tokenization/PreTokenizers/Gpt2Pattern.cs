using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>GPT-2's pattern, by code points.</summary>
internal sealed class Gpt2Pattern : CoveringPattern
{
    public const string Expression = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    protected override int EndOfMatch(ReadOnlySpan<char> text, int start)
    {
        var contraction = EndOfContraction(text, start, ignoreCase: false);
        if (contraction > start)
            return contraction;
        var first = text[start] == ' ' && start + 1 < text.Length ? start + 1 : start;
        var found = CharacterClasses.At(text, first, out var length);
        if ((found & CharacterClass.WhiteSpace) != 0)
            return EndOfWhiteSpace(text, start);
        if ((found & CharacterClass.Letter) != 0)
            return CharacterClasses.EndOfRun(text, first + length, CharacterClass.Letter);
        if ((found & CharacterClass.Number) != 0)
            return CharacterClasses.EndOfRun(text, first + length, CharacterClass.Number);
        return CharacterClasses.EndOfRunWithout(text, first + length, CharacterClasses.LetterNumberSpace);
    }
}
