using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.TorchSharp.Compression.Structured;

/// <summary>Weights in memory. They remember how the checkpoint stored them, for that tells in how many bits they can be kept without loss.</summary>
internal sealed class SlicedWeights : IDecoderWeights
{
    private readonly Dictionary<string, (long[] Shape, float[] Values, TensorType Type)> _weights = new(StringComparer.Ordinal);

    public void Add(WeightShape weight, float[] values, TensorType type) => _weights.Add(weight.Name, ([.. weight.Shape], values, type));

    public bool Contains(string name) => _weights.ContainsKey(name);

    public ReadOnlySpan<long> Shape(string name) => Find(name).Shape;

    public TensorType StoredType(string name) => Find(name).Type;

    public void Read(string name, long elementOffset, Span<float> destination) => Find(name).Values.AsSpan(checked((int)elementOffset), destination.Length).CopyTo(destination);

    private (long[] Shape, float[] Values, TensorType Type) Find(string name) =>
        _weights.TryGetValue(name, out var weight) ? weight : throw new KeyNotFoundException($"This decoder has no weight '{name}'.");
}
