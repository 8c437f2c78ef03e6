using System.Runtime.InteropServices;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Architectures.Loading;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Saving;

/// <summary>A matrix of a checkpoint in integers, put together from the weights it is made of, and its tensors in the layout of compressed-tensors.</summary>
/// <param name="weights">Where to read.</param>
/// <param name="tensor">Name of the matrix in the checkpoint.</param>
/// <param name="parts">What it is made of, all in one format.</param>
internal sealed class SavedMatrix(IDecoderWeights weights, string tensor, (WeightShape Weight, WeightSource Source)[] parts)
{
    private readonly string _module = tensor[..^".weight".Length];

    /// <summary>How it is kept.</summary>
    public QuantizationFormat Format { get; } = FormatOf(weights, tensor, parts)!.Value;

    /// <summary>Name of the matrix without suffix.</summary>
    public string Module => _module;

    /// <summary>Whether codes lie in 32-bit words.</summary>
    public bool IsPacked => IsPackedFormat(Format);

    /// <summary>Whether inputs are dealt to groups in an order of their own.</summary>
    public bool IsOrdered { get; } = !weights.ReadQuantized(parts[0].Weight.Name).GroupOf.IsEmpty;

    private int Inputs => (int)parts[0].Weight.Shape[1];

    private int Outputs => (int)SavedDecoder.StoredShape(parts[0])[0];

    private int Groups => Format.GroupCount(Inputs);

    /// <summary>Whether matrices of a format are packed: 4 and 8 bits without integer activations, as the format's own tools do it.</summary>
    public static bool IsPackedFormat(QuantizationFormat format) => !format.HasIntegerActivations && format.Bits is (4 or 8);

    /// <summary>How a tensor's weights are kept; null where they are not in integers.</summary>
    /// <exception cref="ArgumentException">They are kept in different ways, or lie in the tensor in a way that has no place for scales.</exception>
    public static QuantizationFormat? FormatOf(IDecoderWeights weights, string tensor, (WeightShape Weight, WeightSource Source)[] parts)
    {
        var formats = parts.Select(part => part.Weight.Shape.Length == 2 ? weights.Quantization(part.Weight.Name) : null).Distinct().ToArray();
        if (formats.Length > 1)
            throw new ArgumentException($"{string.Join(", ", parts.Select(part => $"'{part.Weight.Name}' ({weights.Quantization(part.Weight.Name)?.ToString() ?? "not in integers"})"))} lie in one tensor, '{tensor}'; expected one format for all of them.", nameof(weights));
        if (formats[0] is not null && parts.Any(part => part.Source.Transposed))
            throw new ArgumentException($"'{parts[0].Weight.Name}' is kept in integers and lies in '{tensor}' as [in, out], where the format has no scales for outputs; expected a family that stores [out, in]. Dequantise it first.", nameof(weights));
        return formats[0];
    }

    /// <summary>Its tensors.</summary>
    public IEnumerable<TensorEntry> Entries()
    {
        if (IsPacked)
        {
            yield return SavedTensors.Entry(_module + ".weight_packed", TensorType.I32, [Outputs, PackedWords.Count(Inputs, Format.Bits)]);
            yield return SavedTensors.Entry(_module + ".weight_shape", TensorType.I64, [2]);
        }
        else
        {
            yield return SavedTensors.Entry(_module + ".weight", TensorType.I8, [Outputs, Inputs]);
        }

        yield return SavedTensors.Entry(_module + ".weight_scale", TensorType.F32, [Outputs, Groups]);
        if (!Format.IsSymmetric)
            yield return SavedTensors.Entry(_module + ".weight_zero_point", IsPacked ? TensorType.I32 : TensorType.I8, [IsPacked ? PackedWords.Count(Outputs, Format.Bits) : Outputs, Groups]);
        if (IsOrdered)
            yield return SavedTensors.Entry(_module + ".weight_g_idx", TensorType.I32, [Inputs]);
    }

    /// <summary>The bytes of one of its tensors.</summary>
    /// <exception cref="ArgumentException">A zero point has no place in the format, or the weights of a tensor have their groups in different orders.</exception>
    public byte[] Bytes(TensorEntry entry) => entry.Name[(_module.Length + 1)..] switch
    {
        "weight_shape" => Bytes<long>([Outputs, Inputs]),
        "weight_packed" => Bytes<uint>(PackRows(Assemble())),
        "weight" => Signed(Assemble().Codes.AsSpan()),
        "weight_scale" => Bytes(Assemble().Scales.AsSpan()),
        "weight_g_idx" => Bytes(Assemble().GroupOf.AsSpan()),
        _ => ZeroPoints(Assemble()),
    };

    private QuantizedMatrix Assemble()
    {
        if (parts is [var only] && only.Source.Rows == RowOrder.Stored)
            return weights.ReadQuantized(only.Weight.Name);
        var (codes, scales, zeros) = (new byte[checked(Outputs * Inputs)], new float[Outputs * Groups], Format.IsSymmetric ? [] : new int[Outputs * Groups]);
        QuantizedMatrix? first = null;
        foreach (var (weight, source) in parts)
        {
            var matrix = weights.ReadQuantized(weight.Name);
            first ??= matrix;
            if (!matrix.GroupOf.SequenceEqual(first.GroupOf))
                throw new ArgumentException($"'{weight.Name}' and '{parts[0].Weight.Name}' lie in one tensor, '{tensor}', and have their groups in different orders; expected one order.");
            for (var row = 0; row < matrix.Outputs; row++)
            {
                var target = (int)source.Rows.Map(row);
                matrix.Codes.AsSpan().Slice(row * Inputs, Inputs).CopyTo(codes.AsSpan(target * Inputs));
                matrix.Scales.AsSpan().Slice(row * Groups, Groups).CopyTo(scales.AsSpan(target * Groups));
                if (!Format.IsSymmetric)
                    matrix.Zeros.AsSpan().Slice(row * Groups, Groups).CopyTo(zeros.AsSpan(target * Groups));
            }
        }

        return new(Format, Outputs, Inputs, ImmutableCollectionsMarshal.AsImmutableArray(codes), ImmutableCollectionsMarshal.AsImmutableArray(scales), ImmutableCollectionsMarshal.AsImmutableArray(zeros), first!.GroupOf);
    }

    private uint[] PackRows(QuantizedMatrix matrix)
    {
        var width = (int)PackedWords.Count(Inputs, Format.Bits);
        var words = new uint[checked(Outputs * width)];
        for (var row = 0; row < Outputs; row++)
            PackedWords.Pack(matrix.Codes.AsSpan().Slice(row * Inputs, Inputs), Format.Bits, words.AsSpan(row * width, width));
        return words;
    }

    private byte[] ZeroPoints(QuantizedMatrix matrix)
    {
        var zeros = new byte[matrix.Zeros.Length];
        for (var index = 0; index < zeros.Length; index++)
        {
            var zero = matrix.Zeros[index];
            zeros[index] = zero >= 0 && zero <= Format.LargestCode ? (byte)zero : throw new ArgumentException($"'{parts[0].Weight.Name}' has a zero point of {zero}; the format has those from 0 to {Format.LargestCode}. Quantise it with zero points among the codes.");
        }

        if (!IsPacked)
            return Signed(zeros);

        // Packed along the rows: a word holds one group of several of them.
        var (perWord, words) = (PackedWords.PerWord(Format.Bits), new uint[PackedWords.Count(Outputs, Format.Bits) * Groups]);
        for (var index = 0; index < zeros.Length; index++)
        {
            var (row, group) = Math.DivRem(index, Groups);
            words[(row / perWord * Groups) + group] |= (uint)zeros[index] << (row % perWord * Format.Bits);
        }

        return Bytes<uint>(words);
    }

    private byte[] Signed(ReadOnlySpan<byte> codes)
    {
        var bytes = new byte[codes.Length];
        for (var index = 0; index < bytes.Length; index++)
            bytes[index] = (byte)(codes[index] - Format.MiddleCode);
        return bytes;
    }

    private static byte[] Bytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();
}
