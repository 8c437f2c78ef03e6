using System.Text.RegularExpressions;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Fuzz.Targets;

/// <summary>tokenizer.json: every kind of component, then a text there and back.</summary>
public sealed class TokenizerTarget : IFuzzTarget
{
    private const string Text = "hello <s> world é \n\t 12345 \u4f60\u597d \ud83d\ude00 aab  ba";

    public string Name => "tokenizer";

    public IReadOnlyList<string> Vocabulary =>
        [.. JsonPieces.All, "{\"type\":\"NFC\"}", "{\"type\":\"ByteLevel\"}", "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(a+)+$\"},\"behavior\":\"Isolated\",\"invert\":false}", "{\"type\":\"Metaspace\"}", "{\"type\":\"ByteFallback\"}", "<0x41>", "\u2581", "\"merges\":[\"a b\"],"];

    public bool Read(ReadOnlySpan<byte> input)
    {
        try
        {
            var tokenizer = Tokenizer.FromJson(input);
            _ = tokenizer.Decode(tokenizer.Encode(Text));
            return true;
        }
        catch (TokenizerFormatException)
        {
            return false;
        }
        catch (RegexMatchTimeoutException)
        {
            // What encoding promises for a split expression that takes too long.
            return true;
        }
    }

    public void Dispose()
    {
    }
}
