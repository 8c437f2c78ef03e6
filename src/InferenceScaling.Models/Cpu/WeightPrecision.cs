using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Cpu;

/// <summary>Decides which matrices are kept in 16 bits.</summary>
internal sealed class WeightPrecision
{
    /// <summary>Above this, matrices in fp32 are too much for <see cref="WeightType.Auto"/>.</summary>
    public const long LargestSingles = 4L << 30;

    private readonly WeightType _type;

    /// <param name="type">What the caller asked for.</param>
    /// <param name="config">The decoder, whose size counts for <see cref="WeightType.Auto"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type.</exception>
    public WeightPrecision(WeightType type, DecoderConfig config)
    {
        if (type is not (WeightType.Auto or WeightType.F32 or WeightType.BF16))
            throw new ArgumentOutOfRangeException(nameof(type), type, $"{nameof(CpuOptions.WeightType)} is {(int)type}; expected {nameof(WeightType.Auto)}, {nameof(WeightType.F32)} or {nameof(WeightType.BF16)}.");
        _type = type == WeightType.Auto && CountElements(config) > LargestSingles / sizeof(float) ? WeightType.BF16 : type;
    }

    /// <summary>Whether a matrix made of these weights is kept in 16 bits.</summary>
    public bool IsHalved(IDecoderWeights? weights, ReadOnlySpan<string> matrices)
    {
        if (_type != WeightType.Auto)
            return _type == WeightType.BF16;
        foreach (var matrix in matrices)
        {
            if (weights?.StoredType(matrix + ".weight") is not TensorType.BF16)
                return false;
        }

        return true;
    }

    /// <summary>Memory of all weights: matrices at their width, vectors in fp32.</summary>
    public long CountBytes(DecoderConfig config, IDecoderWeights? weights)
    {
        var bytes = 0L;
        foreach (var weight in DecoderWeightList.Of(config))
        {
            var halved = weight.Shape.Length == 2 && IsHalved(weights, [weight.Name[..^".weight".Length]]);
            bytes = checked(bytes + (weight.ElementCount * (halved ? sizeof(ushort) : sizeof(float))));
        }

        return bytes;
    }

    private static long CountElements(DecoderConfig config) => DecoderWeightList.Of(config).Sum(static weight => weight.ElementCount);
}
