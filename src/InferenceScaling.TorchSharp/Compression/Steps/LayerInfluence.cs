using System.Numerics.Tensors;
using InferenceScaling.TorchSharp.Compression.Calibration;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>1 − mean cosine between what goes into a layer and what comes out, over the calibration tokens: how much it changes the residual stream (Men et al., "ShortGPT", 2024).</summary>
internal static class LayerInfluence
{
    /// <summary>By layer, from 0 (changes nothing) to 2.</summary>
    public static double[] Measure(CompressedDecoder decoder, CompressionContext context, CancellationToken cancellationToken)
    {
        var (config, weights) = decoder;
        var stream = new LayerStream(config, weights, context.Require("removing layers").Fitted, context.Threads);
        var influence = new double[config.LayerCount];
        for (var layer = 0; layer < influence.Length; layer++)
        {
            var before = stream.States.Select(static state => (float[])state.Clone()).ToArray();
            stream.Run(layer, weights, observer: null, advance: true, cancellationToken);
            influence[layer] = 1 - before.Zip(stream.States).SelectMany(pair => Cosines(pair.First, pair.Second, config.HiddenSize)).Average();
        }

        return influence;
    }

    private static IEnumerable<double> Cosines(float[] before, float[] after, int width)
    {
        for (var row = 0; row < before.Length; row += width)
        {
            var cosine = TensorPrimitives.CosineSimilarity<float>(before.AsSpan(row, width), after.AsSpan(row, width));
            yield return float.IsFinite(cosine) ? cosine : 1;
        }
    }
}
