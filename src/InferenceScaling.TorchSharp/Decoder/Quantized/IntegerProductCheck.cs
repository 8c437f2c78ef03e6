using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Decoder.Quantized;

/// <summary>Compares libtorch's products of integers with exact sums, once a device, before they are trusted.</summary>
/// <remarks>Among the numbers are the largest there are: on processors without instructions for bytes, sums that pass through 16 bits would be cut there.</remarks>
internal static class IntegerProductCheck
{
    private const int Outputs = 21;
    private const int Inputs = 131;

    // The last row and the last output hold the largest magnitudes.
    private static readonly int[] Tokens = [1, 19];

    private static readonly ConcurrentDictionary<string, string?> Known = new(StringComparer.Ordinal);

    /// <summary>What is wrong with products on a device; null where they are right.</summary>
    public static string? Defect(Device device) => Known.GetOrAdd(
        device.ToString(),
        static (_, device) => Int8Product.Exists() ? Defect(device, static (matrix, codes) => matrix.Sums(codes)) : "this libtorch has no operator '_int_mm'",
        device);

    /// <summary>The same, for any way to make the sums.</summary>
    public static string? Defect(Device device, Func<IntegerMatrix, Tensor, Tensor> sums)
    {
        var weights = Weights();
        try
        {
            using var scope = NewDisposeScope();
            using var matrix = new IntegerMatrix([weights], device, Int8ProductLimits.Of(device));
            foreach (var tokens in Tokens)
            {
                var codes = Codes(tokens);
                var found = sums(matrix, tensor(codes).reshape(tokens, Inputs).to(device)).cpu().contiguous().data<int>().ToArray();
                if (!found.AsSpan().SequenceEqual(Expected(codes, weights)))
                    return $"sums of {tokens} × {Inputs} × {Outputs} products are wrong";
            }

            return null;
        }
        catch (ExternalException error)
        {
            // A script's error begins with where in the script, and ends with what.
            return error.Message.TrimEnd().Split('\n')[^1];
        }
    }

    private static QuantizedMatrix Weights()
    {
        var codes = new byte[Outputs * Inputs];
        for (var index = 0; index < codes.Length; index++)
            codes[index] = index >= (Outputs - 1) * Inputs ? byte.MinValue : (byte)((uint)index * 2654435761u >> 24);
        return new(new(8, HasIntegerActivations: true), Outputs, Inputs, ImmutableCollectionsMarshal.AsImmutableArray(codes), [.. Enumerable.Repeat(1f, Outputs)]);
    }

    private static sbyte[] Codes(int tokens)
    {
        var codes = new sbyte[tokens * Inputs];
        for (var index = 0; index < codes.Length; index++)
            codes[index] = index >= (tokens - 1) * Inputs ? (sbyte)-127 : (sbyte)((int)((uint)index * 2246822519u >> 24) % 255 - 127);
        return codes;
    }

    private static int[] Expected(sbyte[] codes, QuantizedMatrix weights)
    {
        var sums = new int[codes.Length / Inputs * Outputs];
        for (var index = 0; index < sums.Length; index++)
        {
            var (token, output) = Math.DivRem(index, Outputs);
            for (var input = 0; input < Inputs; input++)
                sums[index] += codes[(token * Inputs) + input] * (weights.Codes[(output * Inputs) + input] - weights.Format.MiddleCode);
        }

        return sums;
    }
}
