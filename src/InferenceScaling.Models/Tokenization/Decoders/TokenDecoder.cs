namespace InferenceScaling.Models.Tokenization.Decoders;

/// <summary>One step from token spellings to text. Stateless and thread-safe.</summary>
internal abstract class TokenDecoder
{
    /// <summary>Rewrites the list; its concatenation after the last step is the text.</summary>
    public abstract void Decode(List<string> tokens);
}
