using System.Text.Json;

namespace InferenceScaling.Models.Checkpoints;

/// <summary>Reads names and texts of JSON headers.</summary>
internal static class JsonText
{
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
