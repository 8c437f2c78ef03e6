using System.Collections.Immutable;
using InferenceScaling.TorchSharp.Compression.Judging;
using InferenceScaling.TorchSharp.Compression.Structured;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>Removes layers, then neurons and heads: by each score, and keeps the decoder that is nearest to the one before.</summary>
internal sealed class StructuredPruningStep(StructuredScheme scheme) : ICompressionStep
{
    public string Name => scheme.ToString();

    public bool NeedsTexts => true;

    public Task<StepOutcome> ApplyAsync(CompressedDecoder decoder, CompressionContext context, CancellationToken cancellationToken)
    {
        var calibration = context.Require(Name);
        var before = decoder;
        var reports = ImmutableArray.CreateBuilder<LayerReport>();
        if (scheme.LayerCount > 0)
            decoder = RemoveLayers(decoder, context, reports, cancellationToken);
        if (scheme is { FeedForwardShare: 0, HeadShare: 0 })
            return Task.FromResult(new StepOutcome(decoder, reports.ToImmutable()));

        (CompressedDecoder Decoder, ChannelScore Score, double Divergence)? best = null;
        using var original = new TextReading(context.Backend.CreateExecutor(before.Config, before.Weights));
        foreach (var (index, score) in scheme.Scores.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            context.Report((double)index / scheme.Scores.Length, score.Name);
            var cut = Cut(score.Score(decoder, context, cancellationToken));
            var candidate = StructuredSlicing.Apply(decoder.Config, decoder.Weights, cut, cancellationToken);
            using var reading = new TextReading(context.Backend.CreateExecutor(candidate.Config, candidate.Weights));
            var divergence = FidelityMeasurement.Compare(original, reading, calibration.Judged, cancellationToken).MeanDivergence;
            if (best is null || double.IsNaN(best.Value.Divergence) || divergence < best.Value.Divergence)
                best = (candidate, score, divergence);
        }

        var (chosen, by, lost) = best!.Value;
        for (var layer = 0; layer < chosen.Config.LayerCount; layer++)
        {
            var attention = chosen.Config.AttentionOf(layer);
            reports.Add(new($"layers.{layer}", $"{chosen.Config.FeedForwardWidth(layer)} neurons, {attention.HeadCount} heads, by {by.Name}")
            {
                Divergence = layer == 0 ? lost : null,
                Remark = scheme.FeedForwardShare > 0 && chosen.Config.Layers[layer].Sparse && chosen.Config.Experts is not null ? "its experts keep their neurons" : null,
            });
        }

        return Task.FromResult(new StepOutcome(chosen, reports.ToImmutable()));
    }

    private CompressedDecoder RemoveLayers(CompressedDecoder decoder, CompressionContext context, ImmutableArray<LayerReport>.Builder reports, CancellationToken cancellationToken)
    {
        if (scheme.LayerCount >= decoder.Config.LayerCount)
            throw new CompressionException($"The decoder has {decoder.Config.LayerCount} layers; {scheme.LayerCount} cannot be removed and one stay.");
        var influence = LayerInfluence.Measure(decoder, context, cancellationToken);
        var gone = Enumerable.Range(0, influence.Length).OrderBy(layer => influence[layer]).Take(scheme.LayerCount).ToArray();
        foreach (var layer in gone)
            reports.Add(new($"layers.{layer}", "removed") { Error = influence[layer] });
        return StructuredSlicing.RemoveLayers(decoder.Config, decoder.Weights, gone);
    }

    private StructuredCut Cut(ChannelScores scores) => new()
    {
        Neurons = CutSelection.Lowest(scores.Neurons, scheme.FeedForwardShare, scheme.NeuronMultiple),
        HeadGroups = CutSelection.Lowest(scores.HeadGroups, scheme.HeadShare),
    };
}
