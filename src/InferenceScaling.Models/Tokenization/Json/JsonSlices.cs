using System.Text.Json;

namespace InferenceScaling.Models.Tokenization.Json;

/// <summary>Finds the members of a JSON object without building a tree: vocabularies are too large for one.</summary>
internal static class JsonSlices
{
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>The place of every member's value; of equal names the last.</summary>
    public static Dictionary<string, Range> MembersOf(ReadOnlySpan<byte> json, string path)
    {
        var members = new Dictionary<string, Range>();
        var reader = new Utf8JsonReader(json, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new TokenizerFormatException($"{path} is not a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            members[name] = start..(int)reader.BytesConsumed;
        }

        while (reader.Read())
        {
            // Reads to the end, so that anything after the object is an error.
        }

        return members;
    }

    /// <summary>A small member as a tree; a null section where it is missing.</summary>
    public static JsonSection Section(ReadOnlySpan<byte> json, Dictionary<string, Range> members, string name)
    {
        if (!members.TryGetValue(name, out var range))
            return new JsonSection(default, name);
        var reader = new Utf8JsonReader(json[range], Options);
        return new JsonSection(JsonElement.ParseValue(ref reader), name);
    }
}
