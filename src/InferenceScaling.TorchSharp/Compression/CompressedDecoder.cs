using InferenceScaling.Models.Architectures;

namespace InferenceScaling.TorchSharp.Compression;

/// <summary>A decoder between two steps of a compression. Steps make new ones and leave the old as they are, so that what is refused is forgotten at no cost.</summary>
/// <param name="Config">The decoder.</param>
/// <param name="Weights">Its weights: those of the checkpoint, with what steps have put in their place.</param>
public sealed record CompressedDecoder(DecoderConfig Config, IDecoderWeights Weights);
