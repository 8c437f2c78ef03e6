using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>A fixed text. The empty one is never found.</summary>
internal sealed class LiteralPattern(string literal) : TextPattern
{
    public string Literal => literal;

    public override void FindAll(ReadOnlySpan<char> text, PooledBuffer<Piece> matches)
    {
        if (literal.Length == 0)
            return;
        for (var start = 0; text[start..].IndexOf(literal) is var offset and >= 0; start += literal.Length)
        {
            start += offset;
            matches.Add(new Piece(start, literal.Length));
        }
    }
}
