using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Cpu.Int8;

namespace InferenceScaling.Models.Cpu;

/// <summary>Decides how each matrix is kept.</summary>
internal sealed class WeightPrecision
{
    /// <summary>Above this, matrices in fp32 are too much for <see cref="WeightType.Auto"/>.</summary>
    public const long LargestSingles = 4L << 30;

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

    /// <summary>Memory of all weights: matrices at their width, vectors in fp32.</summary>
    public long CountBytes(DecoderConfig config, IDecoderWeights? weights)
    {
        var bytes = 0L;
        foreach (var weight in DecoderWeightList.Of(config))
        {
            var type = weight.Shape.Length == 2 ? Of(weights, [weight.Name[..^".weight".Length]]) : WeightType.F32;
            bytes = checked(bytes + type switch
            {
                WeightType.Int8 => Int8Matrix.CountBytes(weight.Shape[0], weight.Shape[1]),
                WeightType.BF16 => weight.ElementCount * sizeof(ushort),
                _ => weight.ElementCount * sizeof(float),
            });
        }

        return bytes;
    }

    private static long CountElements(DecoderConfig config) => DecoderWeightList.Of(config).Sum(static weight => weight.ElementCount);
}
