using System.Text.Json;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Conformance.Malformed;

/// <summary>tokenizer.json files, and a text through each that loads.</summary>
internal sealed class TokenizerTarget : IMalformedTarget
{
    public string Kind => "tokenizer_json";

    public bool Decides(string path, MalformedEntry entry) => true;

    public void Read(string path)
    {
        var tokenizer = Tokenizer.FromJson(path);
        _ = tokenizer.Decode(tokenizer.Encode("aab ba"));
    }

    public string? CategoryOf(Exception exception) => exception switch
    {
        TokenizerFormatException when exception.GetBaseException() is JsonException => "invalid_json",
        TokenizerFormatException => "invalid_tokenizer",
        _ => null,
    };
}
