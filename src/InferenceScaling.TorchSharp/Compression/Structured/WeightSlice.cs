using InferenceScaling.Models.Architectures;

namespace InferenceScaling.TorchSharp.Compression.Structured;

/// <summary>The rows and columns of a weight that stay.</summary>
/// <param name="Rows">Ascending; null for all.</param>
/// <param name="Columns">Ascending; null for all. Vectors have none.</param>
internal sealed record WeightSlice(int[]? Rows = null, int[]? Columns = null)
{
    private const int ChunkElements = 1 << 18;

    /// <summary>Everything stays.</summary>
    public static WeightSlice Whole { get; } = new();

    /// <summary>Reads what stays of a weight.</summary>
    /// <param name="weights">Where to read.</param>
    /// <param name="name">Canonical name there.</param>
    public float[] Read(IDecoderWeights weights, string name)
    {
        var shape = weights.Shape(name);
        var (height, width) = ((int)shape[0], shape.Length == 2 ? (int)shape[1] : 1);
        var kept = Columns?.Length ?? width;
        var values = new float[checked((Rows?.Length ?? height) * kept)];
        if (Rows is null && Columns is null)
        {
            weights.Read(name, 0, values);
            return values;
        }

        var step = Math.Clamp(ChunkElements / width, 1, height);
        var chunk = new float[step * width];
        var next = 0;
        for (var first = 0; first < height; first += step)
        {
            var count = Math.Min(step, height - first);
            weights.Read(name, (long)first * width, chunk.AsSpan(0, count * width));
            for (; next * kept < values.Length && Row(next) < first + count; next++)
                Gather(chunk.AsSpan((Row(next) - first) * width, width), values.AsSpan(next * kept, kept));
        }

        return values;
    }

    private int Row(int index) => Rows is null ? index : Rows[index];

    private void Gather(ReadOnlySpan<float> row, Span<float> destination)
    {
        if (Columns is null)
        {
            row.CopyTo(destination);
            return;
        }

        for (var column = 0; column < destination.Length; column++)
            destination[column] = row[Columns[column]];
    }
}
