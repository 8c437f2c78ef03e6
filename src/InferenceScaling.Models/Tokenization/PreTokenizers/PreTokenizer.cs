using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>Cuts every piece of a text into smaller ones, which the subword model encodes on their own. Stateless and thread-safe.</summary>
internal abstract class PreTokenizer
{
    public abstract void Apply(TextPieces pieces);
}
