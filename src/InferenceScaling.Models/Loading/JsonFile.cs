using System.Text.Json;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Loading;

/// <summary>Reads the small JSON files of a model folder.</summary>
internal static class JsonFile
{
    private const long MaxLength = 64L * 1024 * 1024;

    /// <summary>The file's root object, or null where there is no such file.</summary>
    /// <exception cref="CheckpointFormatException">The file is too long or no JSON object.</exception>
    public static JsonElement? Find(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return null;
        if (file.Length > MaxLength)
            throw new CheckpointFormatException(CheckpointDefect.InvalidJson, $"{path} has {file.Length:N0} bytes; a settings file of at most {MaxLength:N0} was expected.");
        try
        {
            var bytes = File.ReadAllBytes(path);
            JsonUnicode.Check(path, bytes);
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowTrailingCommas = true });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new CheckpointFormatException(CheckpointDefect.InvalidJson, $"{path} holds a JSON {document.RootElement.ValueKind}; expected an object.");
        }
        catch (JsonException exception)
        {
            throw new CheckpointFormatException(CheckpointDefect.InvalidJson, $"{path} is no JSON: {exception.Message}", exception);
        }
    }

    /// <summary>A string under a name, or null. Damaged Unicode is damage of the file.</summary>
    public static string? FindText(string path, JsonElement? json, string name)
    {
        if (json is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException exception)
        {
            throw new CheckpointFormatException(CheckpointDefect.InvalidJson, $"{path}: '{name}' is not valid Unicode.", exception);
        }
    }
}
