using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using InferenceScaling.Models.Architectures;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>Tells decoders apart by every setting and every weight: what is made of one must not pass for what is made of another.</summary>
internal static class DecoderDigest
{
    private const int Elements = 1 << 20;

    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>SHA-256 of settings and weights; weights are read a few megabytes at a time.</summary>
    public static byte[] Of(CompressedDecoder decoder, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(decoder.Config, Options));
        foreach (var weight in DecoderWeightList.Of(decoder.Config))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(weight.Name));
            var width = weight.Shape.Length == 2 ? weight.Shape[1] : 1;
            var rows = weight.ElementCount / width;
            var step = Math.Min(rows, Math.Max(1, Elements / width));
            var buffer = new float[step * width];
            for (var row = 0L; row < rows; row += step)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var values = buffer.AsSpan(0, checked((int)(Math.Min(step, rows - row) * width)));
                decoder.Weights.Read(weight.Name, row * width, values);
                hash.AppendData(MemoryMarshal.AsBytes(values));
            }
        }

        return hash.GetHashAndReset();
    }
}
