using System.Collections.Immutable;

namespace InferenceScaling.Models.Checkpoints.Quantization;

/// <summary>A matrix [out, in] in integers: weight[o, i] = (code[o, i] − zero[o, g]) · scale[o, g], where g is the group of input i.</summary>
/// <remarks>Codes are counted from 0 in every format; a format with signed codes has 2^(bits − 1) added to them here.</remarks>
public sealed class QuantizedMatrix
{
    // Zeros outside the codes are known from GPTQ; beyond this a zero less a code is no whole number of fp32.
    private const int LargestZero = 1 << 20;

    /// <summary>Puts a matrix together; nothing is copied.</summary>
    /// <param name="format">How it is kept.</param>
    /// <param name="outputs">Rows.</param>
    /// <param name="inputs">Columns.</param>
    /// <param name="codes">[out × in], each at most <see cref="QuantizationFormat.LargestCode"/>.</param>
    /// <param name="scales">[out × groups].</param>
    /// <param name="zeros">[out × groups]: the code of zero; empty where the format is symmetric.</param>
    /// <param name="groupOf">[in]: the group of each input; empty where groups are consecutive inputs.</param>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public QuantizedMatrix(QuantizationFormat format, int outputs, int inputs, ImmutableArray<byte> codes, ImmutableArray<float> scales, ImmutableArray<int> zeros = default, ImmutableArray<int> groupOf = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(format.Bits, 2, nameof(format));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(format.Bits, 8, nameof(format));
        ArgumentOutOfRangeException.ThrowIfNegative(format.GroupSize, nameof(format));
        ArgumentOutOfRangeException.ThrowIfNegative(outputs);
        ArgumentOutOfRangeException.ThrowIfNegative(inputs);
        (Format, Outputs, Inputs, Codes, Scales, Zeros, GroupOf) = (format, outputs, inputs, codes, scales, zeros.IsDefault ? [] : zeros, groupOf.IsDefault ? [] : groupOf);
        Groups = format.GroupCount(inputs);
        Check(codes.Length == (long)outputs * inputs, $"{codes.Length} codes; a matrix of {outputs} × {inputs} has {(long)outputs * inputs}.", nameof(codes));
        Check(scales.Length == (long)outputs * Groups, $"{scales.Length} scales; {outputs} rows of {Groups} groups have {(long)outputs * Groups}.", nameof(scales));
        Check(Zeros.Length == (format.IsSymmetric ? 0 : scales.Length), $"{Zeros.Length} zero points; expected {(format.IsSymmetric ? 0 : scales.Length)}.", nameof(zeros));
        Check(GroupOf.IsEmpty || GroupOf.Length == inputs, $"{GroupOf.Length} group numbers for {inputs} inputs.", nameof(groupOf));

        // Texts are made only for what is wrong: there are millions of codes.
        var outside = codes.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)format.LargestCode);
        if (outside >= 0)
            Check(false, $"A code is {codes[outside]}; {format.Bits} bits hold at most {format.LargestCode}.", nameof(codes));
        outside = Zeros.AsSpan().IndexOfAnyExceptInRange(-LargestZero, LargestZero);
        if (outside >= 0)
            Check(false, $"A zero point is {Zeros[outside]}; expected one from {-LargestZero} to {LargestZero}.", nameof(zeros));
        outside = GroupOf.AsSpan().IndexOfAnyExceptInRange(0, Groups - 1);
        if (outside >= 0)
            Check(false, $"An input is in group {GroupOf[outside]}; there are {Groups}.", nameof(groupOf));

        static void Check(bool holds, string message, string parameter)
        {
            if (!holds)
                throw new ArgumentException(message, parameter);
        }
    }

    /// <summary>How it is kept.</summary>
    public QuantizationFormat Format { get; }

    /// <summary>Rows.</summary>
    public int Outputs { get; }

    /// <summary>Columns.</summary>
    public int Inputs { get; }

    /// <summary>Scales a row has.</summary>
    public int Groups { get; }

    /// <summary>[out × in].</summary>
    public ImmutableArray<byte> Codes { get; }

    /// <summary>[out × groups].</summary>
    public ImmutableArray<float> Scales { get; }

    /// <summary>[out × groups]; empty where the format is symmetric.</summary>
    public ImmutableArray<int> Zeros { get; }

    /// <summary>[in]; empty where groups are consecutive inputs.</summary>
    public ImmutableArray<int> GroupOf { get; }

    /// <summary>The code of zero in a group.</summary>
    /// <param name="output">Row.</param>
    /// <param name="group">Group of the row.</param>
    public int Zero(int output, int group) => Zeros.IsEmpty ? Format.MiddleCode : Zeros[(output * Groups) + group];

    /// <summary>The group an input is in.</summary>
    /// <param name="input">Column.</param>
    public int Group(int input) => GroupOf.IsEmpty ? Format.GroupSize == 0 ? 0 : input / Format.GroupSize : GroupOf[input];

    /// <summary>Widens whole rows.</summary>
    /// <param name="firstRow">The first of them.</param>
    /// <param name="destination">Receives as many rows as it holds.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not all rows of this matrix.</exception>
    public void Dequantize(int firstRow, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        var rows = Inputs == 0 ? 0 : destination.Length / Inputs;
        if (rows * Inputs != destination.Length || rows > Outputs - firstRow)
            throw new ArgumentOutOfRangeException(nameof(firstRow), firstRow, $"{destination.Length} elements from row {firstRow} are no whole rows of {Outputs} × {Inputs}.");
        for (var row = 0; row < rows; row++)
            Dequantize(firstRow + row, destination.Slice(row * Inputs, Inputs), Codes.AsSpan().Slice((firstRow + row) * Inputs, Inputs));
    }

    private void Dequantize(int output, Span<float> destination, ReadOnlySpan<byte> codes)
    {
        for (var input = 0; input < codes.Length;)
        {
            var group = Group(input);
            var end = !GroupOf.IsEmpty ? input + 1 : Format.GroupSize == 0 ? codes.Length : Math.Min(codes.Length, input + Format.GroupSize);
            var (zero, scale) = (Zero(output, group), Scales[(output * Groups) + group]);
            for (; input < end; input++)
                destination[input] = (codes[input] - zero) * scale;
        }
    }
}
