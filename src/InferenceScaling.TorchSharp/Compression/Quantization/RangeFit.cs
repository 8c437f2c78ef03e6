using System.Numerics.Tensors;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>The grid that reaches from the least weight to the greatest, so that none is cut off.</summary>
/// <param name="Range">The codes a symmetric grid uses.</param>
internal sealed record RangeFit(SymmetricRange Range = SymmetricRange.Restricted) : IGridFit
{
    public IntegerGrid Fit(ReadOnlySpan<double> weights, QuantizationFormat format) =>
        IntegerGrid.OfRange(TensorPrimitives.Min(weights), TensorPrimitives.Max(weights), format, Range);
}
