using InferenceScaling.TorchSharp.Compression.Calibration;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>‖x‖ of every input of every matrix over the calibration texts.</summary>
internal static class ActivationNormsOfLayers
{
    /// <summary>By layer, by the name of the first matrix that reads the input.</summary>
    public static IReadOnlyDictionary<string, double[]>[] Measure(CompressedDecoder decoder, CompressionContext context, CancellationToken cancellationToken)
    {
        var (config, weights) = decoder;
        var stream = new LayerStream(config, weights, context.Require("structured pruning").Fitted, context.Threads);
        var norms = new IReadOnlyDictionary<string, double[]>[config.LayerCount];
        for (var layer = 0; layer < norms.Length; layer++)
        {
            using var observer = new LayerObserver(withHessian: false);
            stream.Run(layer, weights, observer, advance: true, cancellationToken);
            norms[layer] = LayerMatrices.Of(config, layer).Where(group => observer.Find(group.Names[0]) is not null).ToDictionary(static group => group.Names[0], group => observer.Find(group.Names[0])!.Norms(), StringComparer.Ordinal);
        }

        return norms;
    }
}
