namespace InferenceScaling.Models.Tokenization.Decoders;

/// <summary>A step that treats every token on its own.</summary>
internal abstract class PerTokenDecoder : TokenDecoder
{
    public abstract string Decode(string token, bool isFirst);

    public sealed override void Decode(List<string> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
            tokens[i] = Decode(tokens[i], isFirst: i == 0);
    }
}
