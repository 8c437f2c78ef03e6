using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace InferenceScaling.Models.Architectures;

/// <summary>Tells models apart by a sample of their weights.</summary>
internal static class ModelFingerprint
{
    /// <summary>A hash of the names and shapes of all weights and of one row of each: training changes nearly every row, and reading one costs nothing.</summary>
    public static string Of(DecoderConfig config, IDecoderWeights weights)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{config.Family} {config.VocabularySize} {config.LayerCount} {config.OutputWidth}")));
        foreach (var weight in DecoderWeightList.Of(config))
        {
            var width = weight.Shape[^1];
            var rows = weight.ElementCount / width;
            var row = new float[width];
            weights.Read(weight.Name, rows / 2 * width, row);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{weight.Name} {string.Join('x', weight.Shape)}")));
            if (!BitConverter.IsLittleEndian)
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(row.AsSpan()), MemoryMarshal.Cast<float, int>(row.AsSpan()));
            hash.AppendData(MemoryMarshal.AsBytes(row.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}
