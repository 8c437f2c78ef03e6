using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Training.Tests.Decoder;

/// <summary>Weights for any decoder, biases and norms included: a function of name and place.</summary>
internal sealed class DrawnWeights(DecoderConfig config) : IDecoderWeights
{
    private readonly Dictionary<string, WeightShape> _shapes = DecoderWeightList.Of(config).ToDictionary(weight => weight.Name);

    public bool Contains(string name) => _shapes.ContainsKey(name);

    public ReadOnlySpan<long> Shape(string name) => _shapes[name].Shape.AsSpan();

    public void Read(string name, long elementOffset, Span<float> destination)
    {
        var seed = name.Aggregate(17UL, (hash, letter) => (hash * 31) + letter);
        var norm = name.Contains("norm", StringComparison.Ordinal);
        var scale = norm ? 0.2 : 1.7 / Math.Sqrt(_shapes[name].Shape[^1]);
        for (var index = 0; index < destination.Length; index++)
            destination[index] = (float)((norm && name.EndsWith(".weight", StringComparison.Ordinal) ? 1 - config.Norm.WeightOffset : 0) + (scale * ((2 * new SplitMix(seed, elementOffset + index).Uniform()) - 1)));
    }
}
