using System.Text.Json;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Conformance.Malformed;

/// <summary>What the targets for model files share: reading every tensor through a small buffer, and naming categories.</summary>
internal static class CheckpointReading
{
    // A multiple of every block length.
    private const int BufferElements = 4096;

    public static void ReadAll(Checkpoint checkpoint)
    {
        var values = new float[BufferElements];
        var bytes = new byte[BufferElements];
        foreach (var (name, entry) in checkpoint.Tensors)
        {
            for (var done = 0L; done < entry.ByteLength; done += bytes.Length)
                checkpoint.ReadBytes(name, done, bytes.AsSpan(0, (int)Math.Min(bytes.Length, entry.ByteLength - done)));

            // These are listed but not converted, which the format's fixtures allow.
            if (entry.Type is TensorType.F8_E4M3 or TensorType.F8_E5M2)
                continue;
            for (var done = 0L; done < entry.ElementCount; done += values.Length)
                checkpoint.ReadSingles(name, done, values.AsSpan(0, (int)Math.Min(values.Length, entry.ElementCount - done)));
        }
    }

    public static string? CategoryOf(Exception exception) =>
        exception is CheckpointFormatException { Defect: var defect } ? JsonNamingPolicy.SnakeCaseLower.ConvertName(defect.ToString()) : null;
}
