using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Cpu.Codes;
using InferenceScaling.Models.Cpu.Int8;

namespace InferenceScaling.Models.Cpu;

/// <summary>Decides how each matrix is kept.</summary>
internal sealed class WeightPrecision
{
    /// <summary>Above this, matrices in fp32 are too much for <see cref="WeightType.Auto"/>.</summary>
    public const long LargestSingles = 4L << 30;

    private readonly bool _isAutomatic;
    private readonly WeightType _type;
    private readonly Func<string, WeightType?>? _exceptions;

    /// <param name="type">What the caller asked for.</param>
    /// <param name="config">The decoder, whose size counts for <see cref="WeightType.Auto"/>.</param>
    /// <param name="exceptions">Another choice for some matrices, by canonical name without suffix; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type.</exception>
    public WeightPrecision(WeightType type, DecoderConfig config, Func<string, WeightType?>? exceptions = null)
    {
        if (type is not (WeightType.Auto or WeightType.F32 or WeightType.BF16 or WeightType.Int8))
            throw new ArgumentOutOfRangeException(nameof(type), type, $"{nameof(CpuOptions.WeightType)} is {(int)type}; expected {nameof(WeightType.Auto)}, {nameof(WeightType.F32)}, {nameof(WeightType.BF16)} or {nameof(WeightType.Int8)}.");
        _exceptions = exceptions;
        _isAutomatic = type == WeightType.Auto;
        _type = type == WeightType.Auto && CountElements(config) > LargestSingles / sizeof(float) ? WeightType.BF16 : type;
    }

    /// <summary>How a matrix made of these weights is kept; never <see cref="WeightType.Auto"/>.</summary>
    public WeightType Of(IDecoderWeights? weights, ReadOnlySpan<string> matrices)
    {
        if (_exceptions?.Invoke(matrices[0]) is { } exception)
            return exception;
        if (_type != WeightType.Auto)
            return _type;
        foreach (var matrix in matrices)
        {
            if (weights?.StoredType(matrix + ".weight") is not TensorType.BF16)
                return WeightType.F32;
        }

        return WeightType.BF16;
    }

    /// <summary>The format of a matrix that is kept in integers as the checkpoint has them; null where <see cref="Of"/> says how it is kept.</summary>
    public QuantizationFormat? CodesOf(IDecoderWeights? weights, string matrix) =>
        _isAutomatic && _exceptions?.Invoke(matrix) is null ? weights?.Quantization(matrix + ".weight") : null;

    /// <summary>Memory of all weights: matrices at their width, vectors in fp32.</summary>
    public long CountBytes(DecoderConfig config, IDecoderWeights? weights)
    {
        var bytes = 0L;
        foreach (var weight in DecoderWeightList.Of(config))
            bytes = checked(bytes + (weight.Shape.Length == 2 ? CountBytes(weight, weights) : weight.ElementCount * sizeof(float)));

        return bytes;
    }

    private long CountBytes(WeightShape matrix, IDecoderWeights? weights)
    {
        var name = matrix.Name[..^".weight".Length];
        if (CodesOf(weights, name) is { } format && !Int8Matrix.Takes(format))
            return CodeMatrix.CountBytes(format, matrix.Shape[0], matrix.Shape[1]);
        return (CodesOf(weights, name) is null ? Of(weights, [name]) : WeightType.Int8) switch
        {
            WeightType.Int8 => Int8Matrix.CountBytes(matrix.Shape[0], matrix.Shape[1], isStored: CodesOf(weights, name) is not null),
            WeightType.BF16 => matrix.ElementCount * sizeof(ushort),
            _ => matrix.ElementCount * sizeof(float),
        };
    }

    private static long CountElements(DecoderConfig config) => DecoderWeightList.Of(config).Sum(static weight => weight.ElementCount);
}
