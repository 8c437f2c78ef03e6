using System.Text.Json;

namespace InferenceScaling.Models.Checkpoints;

/// <summary>Reads names and texts of JSON headers.</summary>
internal static class JsonText
{
    // As in GGUF. Keeps messages and dictionaries small whatever a header holds.
    private const int MaxNameBytes = 65_535;

    /// <summary>A name: as <see cref="Read"/>, but of bounded length.</summary>
    public static string ReadName(string location, ref Utf8JsonReader reader) =>
        reader.ValueSpan.Length <= MaxNameBytes
            ? Read(location, ref reader)
            : throw new CheckpointFormatException(CheckpointDefect.StringLength, $"{location}: a name in the JSON header, at byte {reader.TokenStartIndex}, has {reader.ValueSpan.Length} bytes; {MaxNameBytes} are allowed.");

    /// <summary>The string or property name under the reader. Escapes can spell text that is no Unicode (half a surrogate pair): that is damage, not a bug.</summary>
    public static string Read(string location, ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new CheckpointFormatException(CheckpointDefect.InvalidJson, $"{location}: a text in the JSON header, at byte {reader.TokenStartIndex}, is not valid Unicode.", exception);
        }
    }
}
