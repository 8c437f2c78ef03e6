using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Normalizers;

/// <summary>Rewrites a text before it is cut into pieces. Stateless and thread-safe.</summary>
internal abstract class TextNormalizer
{
    /// <summary>Writes the normalised text to an empty buffer; false, and nothing written, where it equals the text.</summary>
    public abstract bool TryNormalize(ReadOnlySpan<char> text, PooledBuffer<char> normalized);

    /// <summary>The normal form of a short text.</summary>
    public string Normalize(string text)
    {
        using var buffer = new PooledBuffer<char>();
        return TryNormalize(text, buffer) ? buffer.Span.ToString() : text;
    }
}
