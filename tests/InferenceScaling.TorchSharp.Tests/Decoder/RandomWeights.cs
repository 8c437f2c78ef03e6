using InferenceScaling.Models.Architectures;

namespace InferenceScaling.TorchSharp.Tests.Decoder;

/// <summary>Weights for any decoder, the same for the same name.</summary>
internal sealed class RandomWeights : IDecoderWeights
{
    private readonly Dictionary<string, (long[] Shape, float[] Values)> _weights = [];

    public RandomWeights(DecoderConfig config)
    {
        var seed = 1UL;
        foreach (var weight in DecoderWeightList.Of(config))
        {
            var values = new float[weight.Shape.Aggregate(1L, (product, size) => product * size)];
            var norm = weight.Name.Contains("norm", StringComparison.Ordinal);
            var scale = norm ? 0.2f : weight.Name.Contains("embed", StringComparison.Ordinal) ? 1f : 1.7f / MathF.Sqrt(weight.Shape[^1]);
            for (var index = 0; index < values.Length; index++)
            {
                seed = (seed * 6364136223846793005UL) + 1442695040888963407UL;
                values[index] = (((seed >> 40) / (float)(1 << 23)) - 1) * scale;
                if (norm && weight.Name.EndsWith(".weight", StringComparison.Ordinal))
                    values[index] += 1;
            }

            _weights[weight.Name] = ([.. weight.Shape], values);
        }
    }

    public bool Contains(string name) => _weights.ContainsKey(name);

    public ReadOnlySpan<long> Shape(string name) => _weights[name].Shape;

    public void Read(string name, long elementOffset, Span<float> destination) => _weights[name].Values.AsSpan((int)elementOffset, destination.Length).CopyTo(destination);
}
