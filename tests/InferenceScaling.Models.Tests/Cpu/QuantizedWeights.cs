using System.Collections.Immutable;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Tests.Cpu;

/// <summary>Weights for any decoder, some matrices in integers, a function of name and place.</summary>
/// <param name="config">The decoder.</param>
/// <param name="formats">How a matrix is kept, by canonical name; null for fp32.</param>
/// <param name="isOrdered">Whether inputs are dealt to groups in an order of their own.</param>
internal sealed class QuantizedWeights(DecoderConfig config, Func<string, QuantizationFormat?> formats, bool isOrdered = false) : IDecoderWeights
{
    private readonly SyntheticWeights _plain = new(config, TensorType.F32);
    private readonly Dictionary<string, QuantizedMatrix> _matrices = [];

    /// <summary>Whether to say how matrices are kept, or to give numbers only.</summary>
    public bool IsSilent { get; init; }

    public bool Contains(string name) => _plain.Contains(name);

    public ReadOnlySpan<long> Shape(string name) => _plain.Shape(name);

    public TensorType StoredType(string name) => TensorType.F32;

    public void Read(string name, long elementOffset, Span<float> destination)
    {
        if (FormatOf(name) is null)
            _plain.Read(name, elementOffset, destination);
        else
            Matrix(name).Dequantize((int)(elementOffset / Shape(name)[1]), destination);
    }

    public QuantizationFormat? Quantization(string name) => IsSilent ? null : FormatOf(name);

    public QuantizedMatrix ReadQuantized(string name) => Matrix(name);

    private QuantizationFormat? FormatOf(string name) => Shape(name).Length == 2 ? formats(name) : null;

    private QuantizedMatrix Matrix(string name)
    {
        if (_matrices.TryGetValue(name, out var matrix))
            return matrix;
        var format = FormatOf(name)!.Value;
        var (outputs, inputs) = ((int)Shape(name)[0], (int)Shape(name)[1]);
        var state = name.Aggregate(17u, (hash, letter) => (hash * 31) + letter);
        var groups = format.GroupCount(inputs);
        var step = 2.5f / (MathF.Sqrt(inputs) * format.LargestCode);
        ImmutableArray<int> order = isOrdered && groups > 1 ? [.. Enumerable.Range(0, inputs).Select(input => ((input * 7) + 3) % inputs / format.GroupSize)] : [];
        return _matrices[name] = new(
            format,
            outputs,
            inputs,
            [.. Enumerable.Range(0, outputs * inputs).Select(_ => (byte)(Next(ref state) % (format.LargestCode + 1)))],
            [.. Enumerable.Range(0, outputs * groups).Select(_ => step * (0.5f + (Next(ref state) / 65536f)))],
            format.IsSymmetric ? [] : [.. Enumerable.Range(0, outputs * groups).Select(_ => (int)(Next(ref state) % (format.LargestCode + 1)))],
            order);
    }

    private static uint Next(ref uint state)
    {
        state = (state * 1664525) + 1013904223;
        return state >> 16;
    }
}
