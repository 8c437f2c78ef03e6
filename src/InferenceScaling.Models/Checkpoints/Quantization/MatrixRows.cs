using System.Collections.Immutable;

namespace InferenceScaling.Models.Checkpoints.Quantization;

/// <summary>Takes rows out of a matrix in integers.</summary>
internal static class MatrixRows
{
    /// <summary>The rows of some numbers, in the order given.</summary>
    public static QuantizedMatrix Select(QuantizedMatrix matrix, ReadOnlySpan<int> rows)
    {
        var codes = ImmutableArray.CreateBuilder<byte>(checked(rows.Length * matrix.Inputs));
        var scales = ImmutableArray.CreateBuilder<float>(checked(rows.Length * matrix.Groups));
        var zeros = ImmutableArray.CreateBuilder<int>(matrix.Format.IsSymmetric ? 0 : scales.Capacity);
        foreach (var row in rows)
        {
            codes.AddRange(matrix.Codes.AsSpan().Slice(row * matrix.Inputs, matrix.Inputs));
            scales.AddRange(matrix.Scales.AsSpan().Slice(row * matrix.Groups, matrix.Groups));
            if (!matrix.Format.IsSymmetric)
                zeros.AddRange(matrix.Zeros.AsSpan().Slice(row * matrix.Groups, matrix.Groups));
        }

        return new(matrix.Format, rows.Length, matrix.Inputs, codes.MoveToImmutable(), scales.MoveToImmutable(), zeros.MoveToImmutable(), matrix.GroupOf);
    }
}
