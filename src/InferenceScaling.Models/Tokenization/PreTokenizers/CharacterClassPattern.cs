using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>One code point that has a property.</summary>
internal sealed class CharacterClassPattern(CharacterClass classes, bool includesAsciiSymbols = false) : TextPattern
{
    public override void FindAll(ReadOnlySpan<char> text, PooledBuffer<Piece> matches)
    {
        for (var start = 0; start < text.Length;)
        {
            var found = CharacterClasses.At(text, start, out var length);
            if ((found & classes) != 0 || (includesAsciiSymbols && IsAsciiSymbol(text[start])))
                matches.Add(new Piece(start, length));
            start += length;
        }
    }

    private static bool IsAsciiSymbol(char unit) => unit is '$' or '+' or '<' or '=' or '>' or '^' or '`' or '|' or '~';
}
