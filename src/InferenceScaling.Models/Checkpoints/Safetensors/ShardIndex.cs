using System.Text.Json;
using System.Text.Unicode;

namespace InferenceScaling.Models.Checkpoints.Safetensors;

/// <summary>Parses <c>model.safetensors.index.json</c>: from tensor to the plain name of the file that holds it.</summary>
internal static class ShardIndex
{
    private const int MaxTensors = 262_144;

    public static Dictionary<string, string> Read(string path)
    {
        using var file = MappedFile.Open(path);
        if (file.Length > SafetensorsFile.MaxHeaderLength)
            throw Fail(path, CheckpointDefect.InvalidJson, $"the index has {file.Length} bytes; {SafetensorsFile.MaxHeaderLength} are allowed");

        using var bytes = file.Borrow(0, (int)file.Length);
        var json = bytes.Span.StartsWith("\uFEFF"u8) ? bytes.Span[3..] : bytes.Span;
        if (!Utf8.IsValid(json))
            throw Fail(path, CheckpointDefect.InvalidJson, "the index is not UTF-8 text");
        var reader = new Utf8JsonReader(json);
        try
        {
            return ParseRoot(path, ref reader) ?? throw Fail(path, CheckpointDefect.InvalidJson, "the index has no weight_map, which says which file holds which tensor");
        }
        catch (JsonException exception)
        {
            throw new CheckpointFormatException(CheckpointDefect.InvalidJson, $"{path}: the index is no valid JSON ({exception.Message}).", exception);
        }
        catch (InvalidOperationException exception)
        {
            // What the JSON reader throws where it compares a string that is no Unicode text.
            throw new CheckpointFormatException(CheckpointDefect.InvalidJson, $"{path}: the index has a text that is not valid Unicode, before byte {reader.BytesConsumed}.", exception);
        }
    }

    private static Dictionary<string, string>? ParseRoot(string path, ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw Fail(path, CheckpointDefect.InvalidJson, $"the index is a JSON {reader.TokenType}, not an object");

        Dictionary<string, string>? map = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("weight_map"u8))
                reader.Skip();
            else if (map is null)
                map = ParseMap(path, ref reader);
            else
                throw Fail(path, CheckpointDefect.DuplicateName, "weight_map occurs twice");
        }

        _ = reader.Read();
        return map;
    }

    private static Dictionary<string, string> ParseMap(string path, ref Utf8JsonReader reader)
    {
        _ = reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Fail(path, CheckpointDefect.InvalidJson, $"weight_map is a JSON {reader.TokenType}, not an object");

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        var shards = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var tensor = JsonText.ReadName(path, ref reader);
            _ = reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw Fail(path, CheckpointDefect.InvalidJson, $"weight_map '{tensor}' is a JSON {reader.TokenType}, not a file name");

            var shard = JsonText.ReadName(path, ref reader);
            if (!shards.TryGetValue(shard, out var known))
            {
                CheckName(path, tensor, shard);
                _ = shards.Add(known = shard);
            }

            if (!map.TryAdd(tensor, known))
                throw Fail(path, CheckpointDefect.DuplicateName, $"weight_map has the tensor '{tensor}' twice");
            if (map.Count > MaxTensors)
                throw Fail(path, CheckpointDefect.Count, $"weight_map has more than {MaxTensors} tensors");
        }

        return map;
    }

    // Both separators and the drive colon are refused everywhere: what is safe must not depend on the system that opens it.
    private static void CheckName(string path, string tensor, string shard)
    {
        if (shard.AsSpan().IndexOfAny("/\\:\0") >= 0 || shard is ".." or ".")
            throw Fail(path, CheckpointDefect.UnsafePath, $"weight_map places tensor '{tensor}' in '{shard}': a shard must be a plain file name in the index's folder");
        if (!shard.EndsWith(".safetensors", StringComparison.Ordinal))
            throw Fail(path, CheckpointDefect.WrongFormat, $"weight_map places tensor '{tensor}' in '{shard}', which is no .safetensors file");
    }

    private static CheckpointFormatException Fail(string path, CheckpointDefect defect, string reason) => new(defect, $"{path}: {reason}.");
}
