using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Rounds the weights of a sweep to grids and keeps the codes, in the inputs' own order.</summary>
internal sealed class GptqRounding : IColumnRounding
{
    private readonly int[] _order;
    private readonly QuantizationFormat _format;
    private readonly IGridFit _fit;
    private readonly bool _hasMovingGroups;
    private readonly int _groups;

    /// <summary>Fits the grids that do not depend on the sweep.</summary>
    /// <param name="weights">[out × in] in the order of the sweep.</param>
    /// <param name="outputs">Rows.</param>
    /// <param name="order">The input at each position of the sweep.</param>
    /// <param name="format">How weights are kept.</param>
    /// <param name="fit">How a grid is chosen.</param>
    /// <param name="hasMovingGroups">Whether a group is so many consecutive positions, its grid fitted when the sweep reaches it; otherwise so many consecutive inputs.</param>
    /// <param name="cancellationToken">Heard once a row.</param>
    public GptqRounding(double[] weights, int outputs, int[] order, QuantizationFormat format, IGridFit fit, bool hasMovingGroups, CancellationToken cancellationToken)
    {
        (_order, _format, _fit, _hasMovingGroups, _groups) = (order, format, fit, hasMovingGroups, format.GroupCount(order.Length));
        Codes = new byte[weights.Length];
        if (hasMovingGroups)
        {
            Grids = new IntegerGrid[outputs * _groups];
            return;
        }

        var original = new double[weights.Length];
        for (var i = 0; i < weights.Length; i++)
            original[(i / order.Length * order.Length) + order[i % order.Length]] = weights[i];
        Grids = RoundToNearest.Grids(original, outputs, format, fit, cancellationToken);
    }

    /// <summary>[out × in].</summary>
    public byte[] Codes { get; }

    /// <summary>[out × groups].</summary>
    public IntegerGrid[] Grids { get; }

    public void Begin(int first, ReadOnlySpan<double> weights, ReadOnlySpan<double> factor)
    {
    }

    public double Round(int row, int column, ReadOnlySpan<double> rest)
    {
        ref var grid = ref Grids[(row * _groups) + RoundToNearest.Group(_format, _hasMovingGroups ? column : _order[column])];
        if (_hasMovingGroups && column % _format.GroupSize == 0)
            grid = _fit.Fit(rest[..Math.Min(_format.GroupSize, rest.Length)], _format);
        var code = grid.Code(rest[0]);
        Codes[(row * _order.Length) + _order[column]] = (byte)code;
        return grid.Number(code);
    }
}
