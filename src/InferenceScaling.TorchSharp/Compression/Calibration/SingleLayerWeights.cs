using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.TorchSharp.Compression.Calibration;

/// <summary>One layer of a decoder as the only layer of a smaller one.</summary>
internal sealed class SingleLayerWeights(IDecoderWeights weights, int layer) : IDecoderWeights
{
    private const string First = "layers.0.";

    private readonly string _prefix = $"layers.{layer}.";

    /// <summary>The name a weight has in the whole decoder.</summary>
    public string Outer(string name) => name.StartsWith(First, StringComparison.Ordinal) ? _prefix + name[First.Length..] : name;

    public bool Contains(string name) => weights.Contains(Outer(name));

    public ReadOnlySpan<long> Shape(string name) => weights.Shape(Outer(name));

    public TensorType StoredType(string name) => weights.StoredType(Outer(name));

    public QuantizationFormat? Quantization(string name) => weights.Quantization(Outer(name));

    public QuantizedMatrix ReadQuantized(string name) => weights.ReadQuantized(Outer(name));

    public void Read(string name, long elementOffset, Span<float> destination) => weights.Read(Outer(name), elementOffset, destination);
}
