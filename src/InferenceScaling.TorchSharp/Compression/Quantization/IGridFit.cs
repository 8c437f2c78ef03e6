using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Chooses the grid for weights that share a scale.</summary>
internal interface IGridFit
{
    /// <summary>The grid.</summary>
    /// <param name="weights">Finite weights.</param>
    /// <param name="format">How they will be kept.</param>
    IntegerGrid Fit(ReadOnlySpan<double> weights, QuantizationFormat format);
}
