using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.TorchSharp.Compression;

/// <summary>Weights of which some are replaced, by numbers of the same shape or by integers.</summary>
internal sealed class OverlaidWeights(IDecoderWeights below) : IDecoderWeights
{
    private readonly Dictionary<string, float[]> _dense = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QuantizedMatrix> _quantized = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, QuantizedMatrix> Quantized => _quantized;

    public void Set(string name, float[] values)
    {
        _quantized.Remove(name);
        _dense[name] = values;
    }

    public void Set(string name, QuantizedMatrix matrix)
    {
        _dense.Remove(name);
        _quantized[name] = matrix;
    }

    /// <summary>Gives back what is below.</summary>
    public void Remove(string name)
    {
        _dense.Remove(name);
        _quantized.Remove(name);
    }

    public bool Contains(string name) => below.Contains(name);

    public ReadOnlySpan<long> Shape(string name) => below.Shape(name);

    public TensorType StoredType(string name) => _dense.ContainsKey(name) || _quantized.ContainsKey(name) ? TensorType.F32 : below.StoredType(name);

    public QuantizationFormat? Quantization(string name) =>
        _quantized.TryGetValue(name, out var matrix) ? matrix.Format : _dense.ContainsKey(name) ? null : below.Quantization(name);

    public QuantizedMatrix ReadQuantized(string name) => _quantized.TryGetValue(name, out var matrix) ? matrix : below.ReadQuantized(name);

    public void Read(string name, long elementOffset, Span<float> destination)
    {
        if (_dense.TryGetValue(name, out var values))
            values.AsSpan(checked((int)elementOffset), destination.Length).CopyTo(destination);
        else if (_quantized.TryGetValue(name, out var matrix))
            matrix.Dequantize(checked((int)(elementOffset / Math.Max(1, matrix.Inputs))), destination);
        else
            below.Read(name, elementOffset, destination);
    }
}
