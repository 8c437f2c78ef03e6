using System.Collections.Immutable;
using InferenceScaling.TorchSharp.Compression.Calibration;
using InferenceScaling.TorchSharp.Compression.Matrices;
using InferenceScaling.TorchSharp.Compression.Pruning;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>Sets single weights to zero, layer by layer: each is calibrated on what the pruned layers before it give.</summary>
internal sealed class UnstructuredPruningStep(UnstructuredScheme scheme) : ICompressionStep
{
    public string Name => scheme.ToString();

    public bool NeedsTexts => scheme.Method != PruningMethod.Magnitude;

    public Task<StepOutcome> ApplyAsync(CompressedDecoder decoder, CompressionContext context, CancellationToken cancellationToken)
    {
        var config = decoder.Config;
        var stream = scheme.Method == PruningMethod.Magnitude ? null : new LayerStream(config, decoder.Weights, context.Require(Name).Fitted, context.Threads);
        var weights = new OverlaidWeights(decoder.Weights);
        var reports = ImmutableArray.CreateBuilder<LayerReport>();
        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            context.Report((double)layer / config.LayerCount, $"layer {layer}");
            using var observer = new LayerObserver(scheme.Method == PruningMethod.SparseGpt);
            stream?.Run(layer, weights, observer, advance: false, cancellationToken);
            foreach (var group in LayerMatrices.Of(config, layer))
            {
                foreach (var name in group.Names)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var (values, remark) = Prune(weights.ReadMatrix(name), observer.Find(group.Names[0]), cancellationToken);
                    weights.Set(name + ".weight", values);
                    reports.Add(new(name, Name) { Remark = remark });
                }
            }

            if (layer + 1 < config.LayerCount)
                stream?.Run(layer, weights, observer: null, advance: true, cancellationToken);
        }

        return Task.FromResult(new StepOutcome(new(config, weights), reports.ToImmutable()));
    }

    private (float[] Values, string? Remark) Prune(FiniteMatrix matrix, ActivationStatistics? inputs, CancellationToken cancellationToken)
    {
        if (scheme.Method == PruningMethod.SparseGpt && inputs?.Hessian is { } hessian)
        {
            var result = SparseGpt.Prune(matrix, hessian, scheme.Sparsity, options: null, cancellationToken);
            return (result.Weights.Values.ToArray(), result.FellBack ? "chosen by Wanda's score: its activations leave no positive definite Hessian" : null);
        }

        var known = scheme.Method != PruningMethod.Magnitude && inputs is { Rows: > 0 };
        var scores = known ? ImportanceScores.Wanda(matrix, inputs!.Norms()) : ImportanceScores.Magnitude(matrix);
        var remark = known || scheme.Method == PruningMethod.Magnitude ? null : "chosen by magnitude: no calibration token reached it";
        return (PruningMask.Apply(matrix.Values.Span, PruningMask.Of(scores, matrix.Rows, scheme.Sparsity)), remark);
    }
}
