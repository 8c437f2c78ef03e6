using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Tests.Cpu;

/// <summary>Weights for any decoder, a function of name and place.</summary>
internal sealed class SyntheticWeights(DecoderConfig config, TensorType type) : IDecoderWeights
{
    private readonly Dictionary<string, WeightShape> _shapes = DecoderWeightList.Of(config).ToDictionary(weight => weight.Name);

    public bool Contains(string name) => _shapes.ContainsKey(name);

    public ReadOnlySpan<long> Shape(string name) => _shapes[name].Shape.AsSpan();

    public TensorType StoredType(string name) => type;

    public void Read(string name, long elementOffset, Span<float> destination)
    {
        var seed = name.Aggregate(17u, (hash, letter) => (hash * 31) + letter);
        var scale = 1.7f / MathF.Sqrt(_shapes[name].Shape[^1]);
        for (var index = 0; index < destination.Length; index++)
        {
            var value = (((seed + (uint)(elementOffset + index)) * 2654435761u >> 8) / (float)(1 << 23)) - 1;
            var bits = BitConverter.SingleToUInt32Bits(name.Contains("norm", StringComparison.Ordinal) ? 1 + (0.2f * value) : scale * value);
            destination[index] = BitConverter.UInt32BitsToSingle(type == TensorType.BF16 ? bits & 0xFFFF_0000 : bits);
        }
    }
}
