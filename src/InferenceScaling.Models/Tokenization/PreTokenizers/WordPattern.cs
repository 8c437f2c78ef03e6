using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>Runs of word characters, and runs of characters that are neither word nor white space: <c>\w+|[^\w\s]+</c>.</summary>
internal sealed class WordPattern : TextPattern
{
    public override void FindAll(ReadOnlySpan<char> text, PooledBuffer<Piece> matches)
    {
        var start = 0;
        while ((start = CharacterClasses.EndOfRun(text, start, CharacterClass.WhiteSpace)) < text.Length)
        {
            var isWord = (CharacterClasses.At(text, start, out _) & CharacterClass.Word) != 0;
            var end = isWord
                ? CharacterClasses.EndOfRun(text, start, CharacterClass.Word)
                : CharacterClasses.EndOfRunWithout(text, start, CharacterClass.Word | CharacterClass.WhiteSpace);
            matches.Add(new Piece(start, end - start));
            start = end;
        }
    }
}
