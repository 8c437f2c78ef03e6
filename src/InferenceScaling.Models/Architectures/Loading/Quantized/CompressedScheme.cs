using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Architectures.Loading.Quantized;

/// <summary>What a group of a compressed-tensors configuration says about its matrices.</summary>
/// <param name="Format">How codes, scales and zero points are kept.</param>
/// <param name="IsPacked">Whether codes lie in 32-bit words (<c>pack-quantized</c>) instead of one in a byte (<c>int-quantized</c>).</param>
/// <param name="HasOneScale">Whether one scale stands for the whole matrix.</param>
internal sealed record CompressedScheme(QuantizationFormat Format, bool IsPacked, bool HasOneScale);
