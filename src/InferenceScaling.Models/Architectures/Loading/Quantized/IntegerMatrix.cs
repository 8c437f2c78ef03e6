using System.Runtime.InteropServices;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Architectures.Loading.Quantized;

/// <summary>A matrix [out, in] that a checkpoint keeps in integers, spread over several tensors: codes, scales, perhaps zero points and the order of groups.</summary>
internal abstract class IntegerMatrix
{
    /// <param name="parts">The tensors.</param>
    /// <param name="format">How it is kept.</param>
    /// <param name="outputs">Rows.</param>
    /// <param name="inputs">Columns.</param>
    protected IntegerMatrix(MatrixParts parts, QuantizationFormat format, int outputs, int inputs)
    {
        (Parts, Format, Outputs, Inputs) = (parts, format, outputs, inputs);
        Groups = format.GroupCount(inputs);
        Entry = new(parts.Module + ".weight", TensorType.F32, [outputs, inputs], (long)outputs * inputs * sizeof(float));
    }

    /// <summary>How it is kept.</summary>
    public QuantizationFormat Format { get; }

    /// <summary>The tensor that it stands for.</summary>
    public TensorEntry Entry { get; }

    /// <summary>Whether it is [out, in] even where its family stores [in, out].</summary>
    public virtual bool IsOutputMajor => false;

    protected MatrixParts Parts { get; }

    protected int Outputs { get; }

    protected int Inputs { get; }

    protected int Groups { get; }

    /// <summary>Reads rows.</summary>
    /// <exception cref="CheckpointFormatException">Codes, zero points or group numbers are none of the format's.</exception>
    public QuantizedMatrix Read(int firstRow, int rows)
    {
        if (firstRow < 0 || rows < 0 || rows > Outputs - firstRow)
            throw new ArgumentOutOfRangeException(nameof(firstRow), firstRow, $"{rows} rows from {firstRow} are not all rows of {Outputs} × {Inputs}.");
        var codes = new byte[checked(rows * Inputs)];
        ReadCodes(firstRow, rows, codes);
        var scales = ReadScales(firstRow, rows);
        var zeros = Format.IsSymmetric ? [] : ReadZeros(firstRow, rows);
        try
        {
            return new(Format, rows, Inputs, Immutable(codes), Immutable(scales), Immutable(zeros), Immutable(ReadOrder()));
        }
        catch (ArgumentException exception)
        {
            throw Parts.Fault(CheckpointDefect.Config, exception.Message, exception);
        }
    }

    /// <summary>Widens elements in row-major order.</summary>
    public void ReadSingles(long elementOffset, Span<float> destination)
    {
        const int Step = 1 << 20;
        var rows = Math.Max(1, Step / Inputs);
        while (!destination.IsEmpty)
        {
            var (row, column) = Math.DivRem(elementOffset, Inputs);
            var whole = column == 0 ? Math.Min(rows, destination.Length / Inputs) : 0;
            var count = whole > 0 ? whole * Inputs : (int)Math.Min(Inputs - column, destination.Length);
            if (whole > 0)
            {
                Read((int)row, whole).Dequantize(0, destination[..count]);
            }
            else
            {
                var line = new float[Inputs];
                Read((int)row, 1).Dequantize(0, line);
                line.AsSpan((int)column, count).CopyTo(destination);
            }

            destination = destination[count..];
            elementOffset += count;
        }
    }

    /// <summary>Reads the codes of rows.</summary>
    protected abstract void ReadCodes(int firstRow, int rows, Span<byte> codes);

    /// <summary>[rows × groups].</summary>
    protected abstract float[] ReadScales(int firstRow, int rows);

    /// <summary>[rows × groups].</summary>
    protected abstract int[] ReadZeros(int firstRow, int rows);

    /// <summary>The group of each input; empty where groups are consecutive inputs.</summary>
    protected abstract int[] ReadOrder();

    private static System.Collections.Immutable.ImmutableArray<T> Immutable<T>(T[] values) => ImmutableCollectionsMarshal.AsImmutableArray(values);
}
