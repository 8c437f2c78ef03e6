using InferenceScaling.Models.Architectures;
using InferenceScaling.Training.Decoder;

namespace InferenceScaling.Training.Compression;

/// <summary>A copy of trained weights that outlives the decoder.</summary>
internal sealed class HeldWeights : IDecoderWeights
{
    private readonly Dictionary<string, (long[] Shape, float[] Values)> _weights = new(StringComparer.Ordinal);

    public HeldWeights(TrainableDecoder decoder)
    {
        foreach (var weight in DecoderWeightList.Of(decoder.Config))
        {
            var values = new float[weight.ElementCount];
            decoder.Weights.Read(weight.Name, 0, values);
            _weights.Add(weight.Name, ([.. weight.Shape], values));
        }
    }

    public bool Contains(string name) => _weights.ContainsKey(name);

    public ReadOnlySpan<long> Shape(string name) => Find(name).Shape;

    public void Read(string name, long elementOffset, Span<float> destination) => Find(name).Values.AsSpan(checked((int)elementOffset), destination.Length).CopyTo(destination);

    private (long[] Shape, float[] Values) Find(string name) => _weights.TryGetValue(name, out var weight) ? weight : throw new KeyNotFoundException($"This decoder has no weight '{name}'.");
}
