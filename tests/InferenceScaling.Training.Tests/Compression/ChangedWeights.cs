using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Training.Tests.Compression;

/// <summary>Weights, some of them changed number by number.</summary>
internal sealed class ChangedWeights(IDecoderWeights weights) : IDecoderWeights
{
    private readonly Dictionary<string, Func<long, float, float>> _changes = [];

    public void Change(string name, Func<long, float, float> change) => _changes[name] = change;

    public bool Contains(string name) => weights.Contains(name);

    public ReadOnlySpan<long> Shape(string name) => weights.Shape(name);

    public void Read(string name, long elementOffset, Span<float> destination)
    {
        weights.Read(name, elementOffset, destination);
        if (!_changes.TryGetValue(name, out var change))
            return;
        for (var index = 0; index < destination.Length; index++)
            destination[index] = change(elementOffset + index, destination[index]);
    }
}
