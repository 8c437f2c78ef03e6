using System.Numerics.Tensors;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>A change of a matrix as a product of two thin ones.</summary>
/// <param name="Down">[rank, columns].</param>
/// <param name="Up">[rows, rank].</param>
/// <param name="Columns">Columns of the matrix.</param>
/// <param name="Rank">The inner size.</param>
internal sealed record LowRankUpdate(float[] Down, float[] Up, int Columns, int Rank)
{
    /// <summary>Adds scale · Up · Down to a range of the matrix.</summary>
    /// <param name="elementOffset">First element in row-major order.</param>
    /// <param name="values">The elements.</param>
    /// <param name="scale">The factor.</param>
    public void AddTo(long elementOffset, Span<float> values, float scale)
    {
        while (values.Length > 0)
        {
            var (row, column) = Math.DivRem(elementOffset, Columns);
            var count = (int)Math.Min(values.Length, Columns - column);
            var part = values[..count];
            for (var inner = 0; inner < Rank; inner++)
                TensorPrimitives.MultiplyAdd(Down.AsSpan((inner * Columns) + (int)column, count), scale * Up[(row * Rank) + inner], part, part);
            values = values[count..];
            elementOffset += count;
        }
    }
}
