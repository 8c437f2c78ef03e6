using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Decoder.Quantized;

/// <summary>Matrices of bytes below each other, a scale for each output, ready to be multiplied with bytes. Padded with zeros to what the device asks for.</summary>
internal sealed class IntegerMatrix : IDisposable
{
    // Sums of more products of 127 and −128 may leave 32 bits.
    private const int MostInputs = int.MaxValue / (127 * 128);

    private const int ChunkElements = 1 << 22;

    private readonly Int8ProductLimits _limits;
    private readonly Tensor _weights;

    /// <summary>Copies matrices in a format that <see cref="Takes"/> allows, all with the same number of inputs.</summary>
    public IntegerMatrix(ReadOnlySpan<QuantizedMatrix> parts, Device device, Int8ProductLimits limits)
    {
        _limits = limits;
        Inputs = parts[0].Inputs;
        foreach (var part in parts)
            Outputs += part.Outputs;
        using var scope = NewDisposeScope();
        var (inputs, outputs) = (limits.PadInputs(Inputs), limits.PadOutputs(Outputs));
        var stored = zeros(limits.IsInputMajor ? [inputs, outputs] : [outputs, inputs], ScalarType.Int8, device);
        var turned = stored.t();
        var rows = (limits.IsInputMajor ? turned : stored).narrow(1, 0, Inputs);
        var scales = new List<float>(Outputs);
        foreach (var part in parts)
        {
            Copy(part, rows.narrow(0, scales.Count, part.Outputs));
            scales.AddRange(part.Scales);
        }

        var vector = tensor(scales.ToArray()).to(device);

        // Weights outlive any scope the application may have open.
        _weights = (limits.IsInputMajor ? stored : turned).MoveToOuterDisposeScope().DetachFromDisposeScope();
        Scales = vector.MoveToOuterDisposeScope().DetachFromDisposeScope();
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>fp32, [out].</summary>
    public Tensor Scales { get; }

    /// <summary>Memory it takes.</summary>
    public long Bytes => _weights.NumberOfElements + (Scales.NumberOfElements * sizeof(float));

    /// <summary>Whether one product of integers is exact for a matrix: bytes around zero for activations in bytes, one scale an output, and sums that 32 bits hold.</summary>
    public static bool Takes(QuantizationFormat format, long inputs) =>
        format is { Bits: 8, IsSymmetric: true, HasIntegerActivations: true } && inputs is > 0 and <= MostInputs && format.GroupCount((int)inputs) == 1;

    /// <summary>Σ activation · weight, exactly.</summary>
    /// <param name="codes">int8, [tokens, in], −127 to 127.</param>
    /// <returns>int32, [tokens, out].</returns>
    public Tensor Sums(Tensor codes)
    {
        var tokens = codes.shape[0];
        var rows = Math.Max(tokens, _limits.LeastRows);
        if (rows == tokens && _weights.shape[0] == Inputs)
            return Cut(Int8Product.Multiply(codes, _weights), tokens);
        using var padded = zeros([rows, _weights.shape[0]], ScalarType.Int8, codes.device);
        using var some = padded.narrow(0, 0, tokens);
        using var place = some.narrow(1, 0, Inputs);
        place.copy_(codes).Dispose();
        return Cut(Int8Product.Multiply(padded, _weights), tokens);
    }

    public void Dispose()
    {
        _weights.Dispose();
        Scales.Dispose();
    }

    private static void Copy(QuantizedMatrix part, Tensor rows)
    {
        var codes = part.Codes.AsSpan();
        var step = Math.Max(ChunkElements / part.Inputs, 1);
        for (var row = 0; row < part.Outputs; row += step)
        {
            var count = Math.Min(step, part.Outputs - row);
            var chunk = new sbyte[count * part.Inputs];
            for (var index = 0; index < chunk.Length; index++)
                chunk[index] = (sbyte)(codes[(row * part.Inputs) + index] - part.Format.MiddleCode);
            using var values = tensor(chunk);
            using var shaped = values.reshape(count, part.Inputs);
            using var target = rows.narrow(0, row, count);
            target.copy_(shaped).Dispose();
        }
    }

    private Tensor Cut(Tensor product, long tokens)
    {
        if (product.shape[0] == tokens && product.shape[1] == Outputs)
            return product;
        using (product)
        {
            using var rows = product.narrow(0, 0, tokens);
            return rows.narrow(1, 0, Outputs);
        }
    }
}
