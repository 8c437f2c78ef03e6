using System.Collections.Immutable;
using System.Globalization;
using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Compression.Judging;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>What each matrix, or each layer of a deep model, costs by itself; and which are kept so that the whole holds a budget.</summary>
internal static class LayerDivergences
{
    // More parts than this would take longer to measure one by one than the compression itself: whole layers then.
    private const int MostParts = 64;

    // Single parts are measured on so many windows: enough to rank them.
    private const int RankingWindows = 2;

    /// <summary>Measures every part alone; with a budget, gives back the costliest until the model holds it.</summary>
    /// <param name="dense">The decoder's weights with folds, nothing quantised.</param>
    /// <param name="outcome">What the step made.</param>
    /// <param name="quantized">Its weights; what is kept is taken out of them.</param>
    /// <param name="budget">Most mean divergence; null to measure only.</param>
    /// <param name="context">Texts and backend.</param>
    /// <param name="cancellationToken">Stops between two measurements.</param>
    public static StepOutcome Measure(IDecoderWeights dense, StepOutcome outcome, OverlaidWeights quantized, double? budget, CompressionContext context, CancellationToken cancellationToken)
    {
        var config = outcome.Decoder.Config;
        var windows = context.Calibration!.Judged;
        using var exact = Reading(dense);
        var whole = Whole();
        if (whole <= budget && !context.MeasuresLayers)
            return outcome;
        var parts = Parts(quantized.Quantized.Keys);
        var costs = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (part, names) in parts)
        {
            context.Report((double)costs.Count / parts.Count, $"divergence of {part}");
            var alone = new OverlaidWeights(dense);
            foreach (var name in names)
                alone.Set(name, quantized.Quantized[name]);
            using var reading = Reading(alone);
            costs[part] = FidelityMeasurement.Compare(exact, reading, [.. windows.Take(RankingWindows)], cancellationToken).MeanDivergence;
        }

        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (part, cost) in costs.OrderByDescending(static pair => pair.Value))
        {
            if (budget is not { } most || whole <= most)
                break;
            kept.Add(part);
            foreach (var name in parts[part])
                quantized.Remove(name);
            whole = Whole();
        }

        return outcome with { Layers = [.. outcome.Layers.Select(Told)] };

        double Whole()
        {
            using var reading = Reading(quantized);
            return FidelityMeasurement.Compare(exact, reading, windows, cancellationToken).MeanDivergence;
        }

        TextReading Reading(IDecoderWeights weights) => new(context.Backend.CreateExecutor(config, weights));

        LayerReport Told(LayerReport layer)
        {
            if (parts.FirstOrDefault(part => part.Value.Contains(layer.Name + ".weight")).Key is not { } part)
                return layer;
            var cost = costs[part];
            return kept.Contains(part)
                ? layer with { Scheme = "kept", Error = null, Divergence = cost, Remark = string.Create(CultureInfo.InvariantCulture, $"alone it would cost {cost:G3} nats, among the most of all") }
                : layer with { Divergence = cost };
        }
    }

    private static Dictionary<string, ImmutableArray<string>> Parts(IEnumerable<string> names)
    {
        var all = names.ToArray();
        if (all.Length <= MostParts)
            return all.ToDictionary(static name => name, static name => ImmutableArray.Create(name), StringComparer.Ordinal);
        return all.GroupBy(static name => name.StartsWith("layers.", StringComparison.Ordinal) ? name[..name.IndexOf('.', "layers.".Length)] : name).ToDictionary(static part => part.Key, static part => part.ToImmutableArray(), StringComparer.Ordinal);
    }
}
