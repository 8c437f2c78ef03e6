using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Checkpoints.Safetensors;
using InferenceScaling.Training.Decoder;

namespace InferenceScaling.Training.Compression;

/// <summary>A copy of trained weights that outlives the decoder, in the types they had before: training is in fp32, but a model in 16 bits should not come out of it twice as large.</summary>
internal sealed class HeldWeights : IDecoderWeights
{
    private readonly Dictionary<string, Weight> _weights = new(StringComparer.Ordinal);

    /// <param name="decoder">Has the values.</param>
    /// <param name="before">Has the types: weights of the same names.</param>
    public HeldWeights(TrainableDecoder decoder, IDecoderWeights before)
    {
        var trained = decoder.Weights;
        foreach (var weight in DecoderWeightList.Of(decoder.Config))
        {
            var values = new float[weight.ElementCount];
            trained.Read(weight.Name, 0, values);
            var type = before.StoredType(weight.Name) is TensorType.BF16 or TensorType.F16 ? before.StoredType(weight.Name) : TensorType.F32;
            var data = new byte[checked(values.Length * type.BlockBytes())];
            SafetensorsTensor.Convert(values, data, type);
            _weights.Add(weight.Name, new([.. weight.Shape], type, data));
        }
    }

    public bool Contains(string name) => _weights.ContainsKey(name);

    public ReadOnlySpan<long> Shape(string name) => Find(name).Shape;

    public TensorType StoredType(string name) => Find(name).Type;

    public void Read(string name, long elementOffset, Span<float> destination)
    {
        var weight = Find(name);
        var size = weight.Type.BlockBytes();
        PlainElements.Decode(weight.Type, weight.Data.AsSpan(checked((int)elementOffset * size), destination.Length * size), destination);
    }

    private Weight Find(string name) => _weights.TryGetValue(name, out var weight) ? weight : throw new KeyNotFoundException($"This decoder has no weight '{name}'.");

    private sealed record Weight(long[] Shape, TensorType Type, byte[] Data);
}
