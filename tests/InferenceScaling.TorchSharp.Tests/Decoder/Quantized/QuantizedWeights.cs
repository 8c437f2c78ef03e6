using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Matrices;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Tests.Decoder.Quantized;

/// <summary>Random weights of which some matrices are in integers.</summary>
internal static class QuantizedWeights
{
    public static OverlaidWeights Of(DecoderConfig config, QuantizationFormat format, Func<string, bool> isQuantized)
    {
        var weights = new OverlaidWeights(new RandomWeights(config));
        foreach (var matrix in DecoderWeightList.Of(config).Where(weight => weight.Shape.Length == 2 && isQuantized(weight.Name)))
            weights.Set(matrix.Name, RoundToNearest.Quantize(Read(weights, matrix), format, new RangeFit()));
        return weights;
    }

    /// <summary>The same numbers, with no word of integers.</summary>
    public static OverlaidWeights Widened(DecoderConfig config, IDecoderWeights weights)
    {
        var widened = new OverlaidWeights(weights);
        foreach (var matrix in DecoderWeightList.Of(config).Where(weight => weights.Quantization(weight.Name) is not null))
            widened.Set(matrix.Name, Read(weights, matrix).Values.ToArray());
        return widened;
    }

    private static FiniteMatrix Read(IDecoderWeights weights, WeightShape matrix)
    {
        var values = new float[matrix.ElementCount];
        weights.Read(matrix.Name, 0, values);
        return new(matrix.Name, (int)matrix.Shape[0], (int)matrix.Shape[1], values);
    }
}
