using System.Text;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Decoders;

/// <summary>Reads the tokens as bytes spelled by GPT-2's byte characters; malformed UTF-8 becomes U+FFFD.</summary>
internal sealed class ByteLevelDecoder : TokenDecoder
{
    public override void Decode(List<string> tokens)
    {
        var text = Encoding.UTF8.GetString([.. tokens.SelectMany(ByteCharacters.Decode)]);
        tokens.Clear();
        tokens.Add(text);
    }
}
