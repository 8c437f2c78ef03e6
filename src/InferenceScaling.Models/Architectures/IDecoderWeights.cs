using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Architectures;

/// <summary>A decoder's weights under canonical names (see <see cref="DecoderConfig"/>), whatever the checkpoint calls them and however it stores them.</summary>
public interface IDecoderWeights
{
    /// <summary>Whether there is such a weight.</summary>
    /// <param name="name">Canonical name.</param>
    bool Contains(string name);

    /// <summary>Row-major shape of a weight; matrices are [out, in].</summary>
    /// <param name="name">Canonical name.</param>
    ReadOnlySpan<long> Shape(string name);

    /// <summary>How the checkpoint stores a weight: whether it can be kept in fewer bits without loss. Unless overridden: fp32.</summary>
    /// <param name="name">Canonical name.</param>
    TensorType StoredType(string name) => TensorType.F32;

    /// <summary>Reads a range of a weight as fp32, after un-permuting, transposing or splitting what the checkpoint fused.</summary>
    /// <param name="name">Canonical name.</param>
    /// <param name="elementOffset">First element in row-major order; a multiple of the length of a row.</param>
    /// <param name="destination">Receives whole rows.</param>
    void Read(string name, long elementOffset, Span<float> destination);

    /// <summary>How a matrix is kept in integers, for executors that compute with them; null where it is not. Unless overridden: null.</summary>
    /// <param name="name">Canonical name.</param>
    QuantizationFormat? Quantization(string name) => null;

    /// <summary>Reads a matrix whose <see cref="Quantization"/> is not null.</summary>
    /// <param name="name">Canonical name.</param>
    /// <exception cref="InvalidOperationException">The matrix is not kept in integers.</exception>
    QuantizedMatrix ReadQuantized(string name) => throw new InvalidOperationException($"'{name}' is not kept in integers.");
}
