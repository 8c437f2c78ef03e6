using System.Collections.Immutable;
using InferenceScaling.TorchSharp.Native;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Compression;

/// <summary>
/// How much the loss depends on neurons and heads, to first order: Σ |weight · gradient| over all weights that would go with one (Molchanov et al. 2017, Ma et al. 2023).
/// The gradient is that of the mean loss over all texts.
/// </summary>
/// <param name="Neurons">By layer, one score a neuron of the dense feed-forward part; empty for layers with experts.</param>
/// <param name="HeadGroups">By layer, one score a key-value head with the query heads that share it.</param>
public sealed record TaylorScores(ImmutableArray<ImmutableArray<double>> Neurons, ImmutableArray<ImmutableArray<double>> HeadGroups)
{
    /// <summary>Scores a decoder on texts like those it will read. Its weights stay as they are.</summary>
    /// <param name="decoder">The decoder; not while it is trained.</param>
    /// <param name="texts">The texts; at least one with a target. Some hundreds are enough.</param>
    /// <param name="textsPerBatch">Texts computed at once; changes scores by rounding only.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="ArgumentException">No text has a target.</exception>
    /// <exception cref="InvalidOperationException">The loss is infinite or NaN.</exception>
    public static TaylorScores Of(TrainableDecoder decoder, IReadOnlyList<TrainingSequence> texts, int textsPerBatch = 32, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(textsPerBatch, 1);
        var targets = texts.Sum(text => (long)text.Targets.Count(target => target >= 0));
        if (targets == 0)
            throw new ArgumentException("None of the texts has a target; give texts with something to predict.", nameof(texts));
        try
        {
            Forget(decoder);
            foreach (var chunk in texts.Where(text => text.Targets.Any(target => target >= 0)).OrderBy(text => text.Tokens.Length).Chunk(textsPerBatch))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Backward(decoder, chunk, targets);
            }

            return Read(decoder);
        }
        finally
        {
            // A training that follows adds to what it finds.
            Forget(decoder);
        }
    }

    private static void Backward(TrainableDecoder decoder, TrainingSequence[] texts, long targets)
    {
        using var scope = NewDisposeScope();
        var batch = TrainingBatch.Of([.. texts.Select(text => (IReadOnlyList<TrainingSequence>)[text])]);
        var loss = decoder.Loss(batch).Times((double)batch.Targets.Length / targets);
        var value = loss.item<float>();
        if (!float.IsFinite(value))
            throw new InvalidOperationException($"The loss of the texts is {value}: the weights are damaged, or too large for this type. There is nothing to score.");
        loss.backward();
    }

    private static TaylorScores Read(TrainableDecoder decoder)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var config = decoder.Config;
        var layers = Enumerable.Range(0, config.LayerCount).ToArray();
        return new([.. layers.Select(layer => config.Layers[layer].Sparse && config.Experts is not null ? ImmutableArray<double>.Empty : OfNeurons(decoder, layer))], [.. layers.Select(layer => OfGroups(decoder, layer))]);
    }

    private static ImmutableArray<double> OfNeurons(TrainableDecoder decoder, int layer)
    {
        var prefix = $"layers.{layer}.feed_forward.";
        return Sum(decoder.Config.FeedForwardWidth(layer), Rows(decoder, prefix + "gate"), Rows(decoder, prefix + "up"), Columns(decoder, prefix + "down"));
    }

    private static ImmutableArray<double> OfGroups(TrainableDecoder decoder, int layer)
    {
        var prefix = $"layers.{layer}.attention.";
        var groups = decoder.Config.AttentionOf(layer).KeyValueHeadCount;
        return Sum(groups, Rows(decoder, prefix + "q"), Rows(decoder, prefix + "k"), Rows(decoder, prefix + "v"), Columns(decoder, prefix + "o"));
    }

    // Rows or columns that belong to one group lie side by side.
    private static ImmutableArray<double> Sum(int groups, params ReadOnlySpan<Tensor?> parts)
    {
        var total = zeros([groups], ScalarType.Float64);
        foreach (var part in parts)
        {
            if (part is not null)
                total = total.Plus(part.reshape(groups, -1).sum(new long[] { 1 }));
        }

        return [.. total.data<double>()];
    }

    private static Tensor? Rows(TrainableDecoder decoder, string name)
    {
        if (Products(decoder, name + ".weight")?.sum(new long[] { 1 }) is not { } rows)
            return null;
        return Products(decoder, name + ".bias") is { } bias ? rows.Plus(bias) : rows;
    }

    private static Tensor? Columns(TrainableDecoder decoder, string name) => Products(decoder, name + ".weight")?.sum(new long[] { 0 });

    private static Tensor? Products(TrainableDecoder decoder, string name) =>
        decoder.Parameters.TryGetValue(name, out var weight) && weight.grad is { } gradient ? (weight * gradient).abs().cpu().to(ScalarType.Float64) : null;

    private static void Forget(TrainableDecoder decoder)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in decoder.Parameters.Values)
            parameter.grad?.zero_();
    }
}
