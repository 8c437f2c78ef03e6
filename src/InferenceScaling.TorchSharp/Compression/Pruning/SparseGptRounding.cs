using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.TorchSharp.Compression.Pruning;

/// <summary>Drops the weights of a sweep whose loss costs least: w² / U_jj².</summary>
internal sealed class SparseGptRounding(int outputs, int inputs, Sparsity sparsity) : IColumnRounding
{
    private double[] _factors = [];

    /// <summary>[out × in].</summary>
    public bool[] Kept { get; } = new bool[outputs * inputs];

    public void Begin(int first, ReadOnlySpan<double> weights, ReadOnlySpan<double> factor)
    {
        var width = weights.Length / outputs;
        _factors = new double[inputs];
        for (var column = 0; column < width; column++)
            _factors[first + column] = factor[(column * width) + column];
        if (sparsity is Sparsity.Patterned)
            return;

        var scores = new double[weights.Length];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = Score(weights[i], first + (i % width));
        var kept = PruningMask.Of(scores, outputs, sparsity);
        for (var row = 0; row < outputs; row++)
            kept.AsSpan(row * width, width).CopyTo(Kept.AsSpan((row * inputs) + first));
    }

    public double Round(int row, int column, ReadOnlySpan<double> rest)
    {
        if (sparsity is Sparsity.Patterned pattern && column % pattern.Of == 0)
        {
            var scores = new double[pattern.Of];
            for (var i = 0; i < scores.Length; i++)
                scores[i] = Score(rest[i], column + i);
            PruningMask.Of(scores, 1, pattern).CopyTo(Kept, (row * inputs) + column);
        }

        return Kept[(row * inputs) + column] ? rest[0] : 0;
    }

    private double Score(double weight, int column) => weight * weight / (_factors[column] * _factors[column]);
}
