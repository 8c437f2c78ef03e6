namespace InferenceScaling.Models.Tokenization.Decoders;

/// <summary>Joins all tokens into one.</summary>
internal sealed class FuseDecoder : TokenDecoder
{
    public override void Decode(List<string> tokens)
    {
        var text = string.Concat(tokens);
        tokens.Clear();
        tokens.Add(text);
    }
}
