using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Compression.Matrices;

/// <summary>Weights [out, in] or activations [tokens, in], none of them NaN or infinite, with the name that messages call them by. Nothing is copied.</summary>
internal sealed class FiniteMatrix
{
    /// <summary>Checks the shape and every element.</summary>
    /// <exception cref="ArgumentException">The values are not rows × columns, or one of them is not finite.</exception>
    public FiniteMatrix(string name, int rows, int columns, ReadOnlyMemory<float> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (values.Length != (long)rows * columns)
            throw new ArgumentException($"'{name}' has {values.Length} values; a matrix of {rows} × {columns} has {(long)rows * columns}.", nameof(values));
        var span = values.Span;
        for (var i = 0; i < span.Length; i++)
        {
            if (!float.IsFinite(span[i]))
                throw new ArgumentException($"'{name}' has {span[i]} in row {i / columns}, column {i % columns}; expected finite numbers. The file it comes from is damaged, or what made it overflowed: make it again.", nameof(values));
        }

        (Name, Rows, Columns, Values) = (name, rows, columns, values);
    }

    public string Name { get; }

    /// <summary>Outputs, or tokens.</summary>
    public int Rows { get; }

    /// <summary>Inputs.</summary>
    public int Columns { get; }

    /// <summary>[rows × columns].</summary>
    public ReadOnlyMemory<float> Values { get; }

    public ReadOnlySpan<float> Row(int row) => Values.Span.Slice(row * Columns, Columns);

    /// <summary>A copy in 64 bits.</summary>
    public double[] Widen()
    {
        var wide = new double[Values.Length];
        var span = Values.Span;
        for (var i = 0; i < wide.Length; i++)
            wide[i] = span[i];
        return wide;
    }

    /// <summary>A copy in 64 bits, for libtorch; whoever asks disposes of it.</summary>
    public Tensor ToTensor() => tensor(Widen(), [Rows, Columns]);

    /// <summary>The largest magnitude in every column.</summary>
    public float[] ColumnMagnitudes()
    {
        var largest = new float[Columns];
        for (var row = 0; row < Rows; row++)
        {
            var values = Row(row);
            for (var column = 0; column < values.Length; column++)
                largest[column] = MathF.Max(largest[column], MathF.Abs(values[column]));
        }

        return largest;
    }

    /// <summary>The Euclidean length of every column.</summary>
    public double[] ColumnNorms()
    {
        var squares = new double[Columns];
        for (var row = 0; row < Rows; row++)
        {
            var values = Row(row);
            for (var column = 0; column < values.Length; column++)
                squares[column] += (double)values[column] * values[column];
        }

        return Array.ConvertAll(squares, Math.Sqrt);
    }
}
