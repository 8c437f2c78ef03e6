using System.Runtime.InteropServices;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Architectures.Loading.Quantized;

/// <summary>A matrix as the compressed-tensors project stores it: <c>weight</c> (a byte a code) or <c>weight_packed</c>, <c>weight_scale</c>, <c>weight_zero_point</c>, <c>weight_g_idx</c>.</summary>
internal sealed class CompressedMatrix : IntegerMatrix
{
    /// <summary>Last names of all tensors such a matrix may have, but for <c>weight</c>.</summary>
    public static readonly string[] PartNames =
        ["weight_packed", "weight_scale", "weight_zero_point", "weight_g_idx", "weight_shape", "input_scale", "input_zero_point", "output_scale", "output_zero_point"];

    private readonly CompressedScheme _scheme;
    private readonly TensorEntry _codes;
    private readonly TensorEntry _scales;
    private readonly TensorEntry? _zeros;
    private readonly TensorEntry? _order;

    private CompressedMatrix(MatrixParts parts, CompressedScheme scheme, TensorEntry codes, int outputs, int inputs)
        : base(parts, scheme.Format, outputs, inputs)
    {
        (_scheme, _codes) = (scheme, codes);
        _scales = parts.RequireFloats("weight_scale");
        CheckScales(_scales);
        _zeros = scheme.Format.IsSymmetric ? null : RequireZeros();
        _order = parts.Find("weight_g_idx") is null ? null : parts.Require("weight_g_idx", TensorType.I32, TensorType.I64);
        if (_order is not null)
            parts.CheckShape(_order, inputs);
    }

    private int Bits => Format.Bits;

    private bool HasPackedZeros => _zeros?.Type == TensorType.I32;

    /// <summary>Finds the parts and checks their types and shapes.</summary>
    /// <exception cref="CheckpointFormatException">A part is missing, or does not fit the others.</exception>
    public static CompressedMatrix Open(MatrixParts parts, CompressedScheme scheme)
    {
        if (!scheme.IsPacked)
        {
            var plain = parts.Require("weight", TensorType.I8);
            var (rows, columns) = parts.Sizes(plain);
            return new(parts, scheme, plain, rows, columns);
        }

        var codes = parts.Require("weight_packed", TensorType.I32);
        var (outputs, words) = parts.Sizes(codes);
        var shape = parts.Require("weight_shape", TensorType.I32, TensorType.I64);
        parts.CheckShape(shape, 2);
        var sizes = parts.ReadIntegers(shape, 0, 2);
        if (sizes[0] != outputs || sizes[1] < 1 || PackedWords.Count(sizes[1], scheme.Format.Bits) != words)
            throw parts.Fault(CheckpointDefect.ShapeMismatch, $"'{shape.Name}' says {sizes[0]} × {sizes[1]} and '{codes.Name}' is [{outputs}, {words}], which holds rows of at most {(long)words * PackedWords.PerWord(scheme.Format.Bits)} codes of {scheme.Format.Bits} bits.");
        return new(parts, scheme, codes, outputs, sizes[1]);
    }

    protected override void ReadCodes(int firstRow, int rows, Span<byte> codes)
    {
        if (_scheme.IsPacked)
        {
            var words = new uint[_codes.Shape[1]];
            for (var row = 0; row < rows; row++)
            {
                Parts.ReadWords(_codes, (firstRow + row) * (long)words.Length, words);
                PackedWords.Unpack(words, Bits, codes.Slice(row * Inputs, Inputs));
            }

            return;
        }

        Parts.ReadBytes(_codes, (long)firstRow * Inputs, codes);
        if (Bits < 8)
        {
            var outside = MemoryMarshal.Cast<byte, sbyte>(codes).IndexOfAnyExceptInRange((sbyte)-Format.MiddleCode, (sbyte)(Format.MiddleCode - 1));
            if (outside >= 0)
                throw Parts.Fault(CheckpointDefect.Config, $"'{_codes.Name}' holds {(sbyte)codes[outside]}; {Bits} bits hold {-Format.MiddleCode} to {Format.MiddleCode - 1}. 'num_bits' is wrong, or the file is damaged.");
        }

        for (var index = 0; index < codes.Length; index++)
            codes[index] = (byte)((sbyte)codes[index] + Format.MiddleCode);
    }

    protected override float[] ReadScales(int firstRow, int rows)
    {
        if (!_scheme.HasOneScale)
            return Parts.ReadFloats(_scales, (long)firstRow * Groups, rows * Groups);
        var scales = new float[rows];
        Array.Fill(scales, Parts.ReadFloats(_scales, 0, 1)[0]);
        return scales;
    }

    protected override int[] ReadZeros(int firstRow, int rows)
    {
        var zeros = new int[rows * Groups];
        if (HasPackedZeros)
        {
            var (perWord, line, words) = (PackedWords.PerWord(Bits), -1, new uint[Groups]);
            for (var row = 0; row < rows; row++)
            {
                var (wanted, place) = Math.DivRem(firstRow + row, perWord);
                if (wanted != line)
                    Parts.ReadWords(_zeros!, (line = wanted) * (long)Groups, words);
                for (var group = 0; group < Groups; group++)
                    zeros[(row * Groups) + group] = PackedWords.Code(words[group], place, Bits);
            }

            return zeros;
        }

        if (_scheme.HasOneScale)
            Array.Fill(zeros, Parts.ReadIntegers(_zeros!, 0, 1)[0]);
        else
            zeros = Parts.ReadIntegers(_zeros!, (long)firstRow * Groups, zeros.Length);
        for (var index = 0; index < zeros.Length; index++)
            zeros[index] += Format.MiddleCode;
        return zeros;
    }

    protected override int[] ReadOrder()
    {
        var order = _order is null ? [] : Parts.ReadIntegers(_order, 0, Inputs);

        // The format's own writer leaves −1 where it has not ordered anything.
        return order.Contains(-1) ? [] : order;
    }

    private TensorEntry RequireZeros()
    {
        if (!_scheme.IsPacked || _scheme.HasOneScale)
        {
            var plain = Parts.Require("weight_zero_point", TensorType.I8);
            CheckScales(plain);
            return plain;
        }

        // Early files of the packed format have zero points in bytes.
        var zeros = Parts.Require("weight_zero_point", TensorType.I32, TensorType.I8);
        if (zeros.Type == TensorType.I8)
            CheckScales(zeros);
        else
            Parts.CheckShape(zeros, PackedWords.Count(Outputs, Bits), Groups);
        return zeros;
    }

    // One number a matrix, a row or a group; rows with one number may be written as a vector.
    private void CheckScales(TensorEntry entry)
    {
        if (_scheme.HasOneScale ? entry.ElementCount == 1 : Groups == 1 && entry.Shape is [var rows] && rows == Outputs)
            return;
        if (_scheme.HasOneScale)
            Parts.CheckShape(entry, 1);
        else
            Parts.CheckShape(entry, Outputs, Groups);
    }
}
