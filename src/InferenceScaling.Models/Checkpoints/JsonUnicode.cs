using System.Text.Json;
using System.Text.Unicode;

namespace InferenceScaling.Models.Checkpoints;

/// <summary>Refuses JSON whose strings are no Unicode text, before anything asks for one of them: the JSON reader itself notices only then.</summary>
internal static class JsonUnicode
{
    /// <exception cref="CheckpointFormatException">Bytes are not UTF-8, or an escape is half a surrogate pair.</exception>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static void Check(string path, ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            throw new CheckpointFormatException(CheckpointDefect.InvalidJson, $"{path} is not UTF-8 text; expected JSON.");
        if (json.IndexOf("\\u"u8) < 0)
            return;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowTrailingCommas = true });
        var member = string.Empty;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && reader.ValueIsEscaped)
                CheckText(path, ref reader, member);
            if (reader.TokenType == JsonTokenType.PropertyName)
                member = reader.GetString()!;
        }
    }

    private static void CheckText(string path, ref Utf8JsonReader reader, string member)
    {
        try
        {
            _ = reader.GetString();
        }
        catch (InvalidOperationException exception)
        {
            var what = reader.TokenType == JsonTokenType.PropertyName ? "the member name" : $"the string under '{member}'";
            throw new CheckpointFormatException(CheckpointDefect.InvalidJson, $"{path}: {what}, at byte {reader.TokenStartIndex}, is not valid Unicode.", exception);
        }
    }
}
