using System.Collections.Immutable;

namespace InferenceScaling.TorchSharp.Compression;

/// <summary>What a step made.</summary>
/// <param name="Decoder">The new decoder.</param>
/// <param name="Layers">What it did to each matrix, for the report.</param>
public sealed record StepOutcome(CompressedDecoder Decoder, ImmutableArray<LayerReport> Layers);
