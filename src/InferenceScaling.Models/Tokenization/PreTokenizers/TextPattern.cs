using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>Something that can be found in a text. Stateless and thread-safe.</summary>
internal abstract class TextPattern
{
    /// <summary>Appends all matches from left to right; they do not overlap.</summary>
    public abstract void FindAll(ReadOnlySpan<char> text, PooledBuffer<Piece> matches);
}
