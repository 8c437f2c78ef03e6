using System.Text;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Models.Tests.Checkpoints;

/// <summary>Spells safetensors files by hand, so that damaged ones can be written too.</summary>
internal static class SafetensorsBytes
{
    public static byte[] Of(string header, int dataBytes) =>
        [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. new byte[dataBytes]];

    public static byte[] Valid()
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(
            stream,
            [
                SafetensorsTensor.FromSingles("first", [2, 3], [1, 2, 3, 4, 5, 6]),
                SafetensorsTensor.FromSingles("second", [4], [-1, 0, 0.5f, 7], TensorType.BF16),
                SafetensorsTensor.FromSingles("scalar", [], [9], TensorType.F16),
            ],
            new Dictionary<string, string> { ["format"] = "pt" });
        return stream.ToArray();
    }
}
