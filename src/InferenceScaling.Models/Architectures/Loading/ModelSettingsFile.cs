using System.Text.Json;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>Reads a config.json from disk.</summary>
internal static class ModelSettingsFile
{
    // Real ones are a few kilobytes; this bounds what a hostile one can make us hold.
    private const long MaxLength = 16 << 20;

    public static JsonElement Read(string path)
    {
        if (!File.Exists(path))
            throw new CheckpointFormatException(CheckpointDefect.MissingFile, $"{path} is missing: without it the weights cannot be understood. Copy the model's config.json there.");
        var length = new FileInfo(path).Length;
        if (length > MaxLength)
            throw new CheckpointFormatException(CheckpointDefect.InvalidJson, $"{path} has {length} bytes; expected at most {MaxLength}.");
        var bytes = File.ReadAllBytes(path).AsMemory();
        if (bytes.Span.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        try
        {
            JsonUnicode.Check(path, bytes.Span);
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? root.Clone()
                : throw new CheckpointFormatException(CheckpointDefect.Config, $"{path} is a JSON {root.ValueKind}; expected an object with the model's settings.");
        }
        catch (JsonException exception)
        {
            throw new CheckpointFormatException(CheckpointDefect.InvalidJson, $"{path} is not valid JSON: {exception.Message}", exception);
        }
    }
}
