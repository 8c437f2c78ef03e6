using System.Runtime.InteropServices;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Tests.Decoder.Quantized;

/// <summary>Bytes to multiply, the largest magnitudes among them.</summary>
internal static class IntegerMatrices
{
    public static QuantizationFormat Format { get; } = new(8, HasIntegerActivations: true);

    public static QuantizedMatrix Weights(int seed, int outputs, int inputs)
    {
        var random = new Random(seed);
        var codes = new byte[outputs * inputs];
        for (var index = 0; index < codes.Length; index++)
            codes[index] = (byte)(random.Next(4) == 0 ? random.Next(2) * 255 : random.Next(256));
        return new(Format, outputs, inputs, ImmutableCollectionsMarshal.AsImmutableArray(codes), [.. Enumerable.Range(0, outputs).Select(_ => random.NextSingle() + 0.01f)]);
    }

    public static QuantizedTokens Tokens(int seed, int tokens, int inputs)
    {
        var random = new Random(seed);
        var codes = Enumerable.Range(0, tokens * inputs).Select(_ => (sbyte)(random.Next(4) == 0 ? (random.Next(2) * 254) - 127 : random.Next(-127, 128))).ToArray();
        return new(tokens, inputs, codes, [.. Enumerable.Repeat(1f, tokens)]);
    }
}
