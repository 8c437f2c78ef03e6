namespace InferenceScaling.Models.Tokenization.Decoders;

/// <summary>Turns space markers into spaces, and those of the first token into nothing where the pre-tokenizer puts one there.</summary>
internal sealed class MetaspaceDecoder(char marker, bool hasPrefix) : PerTokenDecoder
{
    public override string Decode(string token, bool isFirst)
        => isFirst && hasPrefix ? token.Replace(marker.ToString(), "", StringComparison.Ordinal) : token.Replace(marker, ' ');
}
