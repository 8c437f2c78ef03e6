using InferenceScaling.Models.Architectures;

namespace InferenceScaling.TorchSharp.Compression.Structured;

/// <summary>A decoder after a cut: smaller matrices, in memory, for any executor or for training on.</summary>
/// <param name="Config">The decoder; differs from the one before in layers only.</param>
/// <param name="Weights">Its weights; they do not need those they were cut from.</param>
public sealed record SlicedDecoder(DecoderConfig Config, IDecoderWeights Weights);
