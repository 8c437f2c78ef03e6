using System.Collections.Immutable;
using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Compression.Calibration;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>Quantises layer by layer: each is calibrated on what the quantised layers before it give, so that it makes up for their errors.</summary>
internal sealed class QuantizationStep(QuantizationScheme scheme) : ICompressionStep
{
    public string Name => scheme.ToString();

    public bool NeedsTexts => scheme.NeedsTexts;

    public Task<StepOutcome> ApplyAsync(CompressedDecoder decoder, CompressionContext context, CancellationToken cancellationToken)
    {
        var config = decoder.Config;
        CheckForm(config);
        var calibration = scheme.NeedsTexts ? context.Require(Name) : null;
        var windows = scheme.Smoothing is not null || scheme.NeedsHessian ? calibration!.Fitted : [];
        var kept = LayerStore.Open(context.Folder, Name, decoder, windows, cancellationToken);
        var folded = new FoldedWeights(decoder.Weights, config.Norm);
        var weights = new OverlaidWeights(folded);
        var reports = new List<LayerReport>();
        var stream = windows.IsEmpty ? null : new LayerStream(config, decoder.Weights, windows, context.Threads);
        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            context.Report((double)layer / config.LayerCount, $"layer {layer}");
            if (kept?.Read(layer) is not { } done)
            {
                done = QuantizeLayer(layer, decoder, weights, stream, cancellationToken);
                kept?.Write(layer, done);
            }

            foreach (var (matrices, scales) in done.Folds)
                folded.Fold(matrices, scales);
            foreach (var (name, matrix) in done.Matrices)
                weights.Set(name, matrix);
            reports.AddRange(done.Reports);
            if (layer + 1 < config.LayerCount)
                stream?.Run(layer, weights, observer: null, advance: true, cancellationToken);
        }

        if (scheme.IncludesHead)
            QuantizeHead(config, folded, weights, reports, cancellationToken);
        var outcome = new StepOutcome(new(config, weights), [.. reports]);
        if (scheme.IsOnlyWhereFaster || context.MeasuresLayers)
            outcome = LayerSpeeds.Measure(decoder, outcome, weights, scheme.IsOnlyWhereFaster, context, cancellationToken);
        if (scheme.DivergenceBudget is not null || (context.MeasuresLayers && context.Calibration is not null))
            outcome = LayerDivergences.Measure(folded, outcome, weights, scheme.DivergenceBudget, context, cancellationToken);
        return Task.FromResult(outcome);
    }

    private QuantizedLayer QuantizeLayer(int layer, CompressedDecoder decoder, OverlaidWeights weights, LayerStream? stream, CancellationToken cancellationToken)
    {
        var groups = LayerMatrices.Of(decoder.Config, layer).ToArray();
        using var observer = new LayerObserver(scheme.NeedsHessian);
        stream?.Run(layer, weights, observer, advance: false, cancellationToken);
        var inputs = groups.ToDictionary(group => group, group => observer.Find(group.Names[0]) is { Rows: > 0 } statistics ? MatrixInputs.Of(statistics) : null);
        var own = new FoldedWeights(decoder.Weights, decoder.Config.Norm);
        var folds = ImmutableArray.CreateBuilder<(LayerMatrices Matrices, float[] Scales)>();
        foreach (var group in groups)
        {
            if (inputs[group] is not { } read || Scales(group, own, read, cancellationToken) is not { } scales)
                continue;
            own.Fold(group, scales);
            folds.Add((group, scales));
            inputs[group] = read.Over(scales);
        }

        var matrices = ImmutableArray.CreateBuilder<(string, Models.Checkpoints.Quantization.QuantizedMatrix)>();
        var reports = ImmutableArray.CreateBuilder<LayerReport>();
        foreach (var group in groups)
        {
            foreach (var name in group.Names)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (matrix, error, remark) = MatrixQuantizer.Quantize(own.ReadMatrix(name), inputs[group], scheme, cancellationToken);
                matrices.Add((name + ".weight", matrix));
                reports.Add(new(name, Name) { Error = error, Remark = remark });
            }
        }

        return new(folds.ToImmutable(), matrices.ToImmutable(), reports.ToImmutable());
    }

    // SmoothQuant folds into norms only; AWQ into what makes the input, whatever it is.
    private float[]? Scales(LayerMatrices group, IDecoderWeights weights, MatrixInputs inputs, CancellationToken cancellationToken)
    {
        if (group.Maker is not { } maker)
            return null;
        if (scheme.Smoothing is { } alpha)
        {
            if (!maker.EndsWith("_norm", StringComparison.Ordinal))
                return null;
            var largest = group.Names.Select(name => weights.ReadMatrix(name).ColumnMagnitudes()).Aggregate(static (one, other) => [.. one.Zip(other, Math.Max)]);
            return SmoothQuant.Scales(inputs.Largest, largest, alpha);
        }

        if (!scheme.IsActivationAware || inputs.Hessian is not { } hessian)
            return null;
        var losses = group.Names.Select(name => ActivationAware.LinearLoss(weights.ReadMatrix(name), hessian, scheme.Format, new RangeFit(SymmetricRange.Full))).ToArray();
        return ActivationAware.Search(inputs.Means, scales => losses.Sum(loss => loss(scales)), cancellationToken).Scales;
    }

    private void QuantizeHead(DecoderConfig config, IDecoderWeights folded, OverlaidWeights weights, List<LayerReport> reports, CancellationToken cancellationToken)
    {
        var head = config.Head.Tied ? "embed" : "head";
        var nearest = scheme with { Rounding = scheme.Rounding == WeightRounding.Clipped ? WeightRounding.Clipped : WeightRounding.Nearest, IsActivationAware = false };
        var (matrix, error, _) = MatrixQuantizer.Quantize(folded.ReadMatrix(head), null, nearest, cancellationToken);
        weights.Set(head + ".weight", matrix);
        reports.Add(new(head, nearest.ToString()) { Error = error });
    }

    private void CheckForm(DecoderConfig config)
    {
        if (scheme.Smoothing is not null && (!config.Norm.HasWeight || config.Norm.Placement == NormPlacement.After))
            throw new CompressionException($"SmoothQuant folds scales into the norms before attention and feed-forward; this {config.Family} decoder has {(config.Norm.HasWeight ? "none there" : "norms without weights")}. Leave out {nameof(QuantizationScheme.WithSmoothing)}.");
    }
}
