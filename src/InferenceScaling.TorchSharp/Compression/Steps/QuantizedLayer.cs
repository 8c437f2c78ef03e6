using System.Collections.Immutable;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>What became of a layer.</summary>
/// <param name="Folds">Scales that were moved.</param>
/// <param name="Matrices">Integers by the name of the weight.</param>
/// <param name="Reports">One for each matrix.</param>
internal sealed record QuantizedLayer(
    ImmutableArray<(LayerMatrices Matrices, float[] Scales)> Folds,
    ImmutableArray<(string Name, QuantizedMatrix Matrix)> Matrices,
    ImmutableArray<LayerReport> Reports);
