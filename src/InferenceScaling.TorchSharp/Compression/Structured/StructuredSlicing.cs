using System.Collections.Immutable;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.TorchSharp.Compression.Structured;

/// <summary>
/// Takes neurons, heads and layers out of a decoder: the pruning that makes matrices smaller and so always saves memory and time (Ma et al. 2023, Men et al. 2024).
/// Pure functions; what to take out is for scores to say.
/// </summary>
/// <remarks>
/// A feed-forward neuron is a row of gate and up with its biases, and a column of down. A key-value head goes with every query head that shares it: rows of q, k and v with
/// their biases, and columns of o. What had no effect before the cut (a column of zeros in down or o) leaves the outputs as they are. An exception are norms over all
/// heads of a row (<see cref="QueryKeyNorm.Width"/>): their mean is one over fewer numbers afterwards.
/// </remarks>
public static class StructuredSlicing
{
    /// <summary>Takes neurons out of a layer's dense feed-forward part.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="weights">Its weights; read during the call only.</param>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="neurons">Which neurons, 0 to the layer's width − 1; at least one stays.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer or neuron.</exception>
    /// <exception cref="ArgumentException">No neuron would stay, or the layer has experts.</exception>
    public static CompressedDecoder RemoveNeurons(DecoderConfig config, IDecoderWeights weights, int layer, IEnumerable<int> neurons)
    {
        ArgumentNullException.ThrowIfNull(neurons);
        return Apply(config, weights, new() { Neurons = ImmutableSortedDictionary<int, ImmutableSortedSet<int>>.Empty.Add(layer, [.. neurons]) });
    }

    /// <summary>Takes key-value heads out of a layer, each with the query heads that share it.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="weights">Its weights; read during the call only.</param>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="groups">Which key-value heads; at least one stays.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer or head.</exception>
    /// <exception cref="ArgumentException">No head would stay.</exception>
    public static CompressedDecoder RemoveHeadGroups(DecoderConfig config, IDecoderWeights weights, int layer, IEnumerable<int> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return Apply(config, weights, new() { HeadGroups = ImmutableSortedDictionary<int, ImmutableSortedSet<int>>.Empty.Add(layer, [.. groups]) });
    }

    /// <summary>Takes whole layers out.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="weights">Its weights; read during the call only.</param>
    /// <param name="layers">Which layers; at least one stays.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    /// <exception cref="ArgumentException">No layer would stay.</exception>
    public static CompressedDecoder RemoveLayers(DecoderConfig config, IDecoderWeights weights, IEnumerable<int> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return Apply(config, weights, new() { Layers = [.. layers] });
    }

    /// <summary>Takes all out at once, reading every weight once.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="weights">Its weights; read during the call only.</param>
    /// <param name="cut">What goes.</param>
    /// <param name="cancellationToken">Stops between two weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer, neuron or head.</exception>
    /// <exception cref="ArgumentException">No layer, or of a layer no neuron or head would stay, or neurons are of a layer with experts.</exception>
    public static CompressedDecoder Apply(DecoderConfig config, IDecoderWeights weights, StructuredCut cut, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(cut);
        var slices = Slices(config, cut);
        var sliced = config with { LayerCount = slices.Length, Layers = [.. slices.Select(slice => slice.Config)] };
        var result = new SlicedWeights();
        foreach (var weight in DecoderWeightList.Of(sliced))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = WeightName.Parse(weight.Name);
            var slice = name.Layer < 0 ? null : slices[name.Layer];
            var source = slice is null ? weight.Name : $"layers.{slice.Layer}{weight.Name[weight.Name.IndexOf('.', "layers.".Length)..]}";
            result.Add(weight, (slice?.Of(name.Part, name.Suffix == ".bias") ?? WeightSlice.Whole).Read(weights, source), weights.StoredType(source));
        }

        return new(sliced, result);
    }

    private static LayerSlice[] Slices(DecoderConfig config, StructuredCut cut)
    {
        foreach (var layer in cut.Layers.Concat(cut.Neurons.Keys).Concat(cut.HeadGroups.Keys))
        {
            if (layer < 0 || layer >= config.LayerCount)
                throw new ArgumentOutOfRangeException(nameof(cut), layer, $"Layer {layer} is none of the decoder's {config.LayerCount}; expected 0 to {config.LayerCount - 1}.");
        }

        if (cut.Layers.Count == config.LayerCount)
            throw new ArgumentException($"All {config.LayerCount} layers would go; a decoder keeps at least one.", nameof(cut));
        return [.. Enumerable.Range(0, config.LayerCount).Where(layer => !cut.Layers.Contains(layer)).Select(layer => new LayerSlice(config, layer, Neurons(config, cut, layer), Groups(config, cut, layer)))];
    }

    private static int[]? Neurons(DecoderConfig config, StructuredCut cut, int layer)
    {
        if (!cut.Neurons.TryGetValue(layer, out var gone) || gone.IsEmpty)
            return null;
        if (config.Layers[layer].Sparse && config.Experts is not null)
            throw new ArgumentException($"The feed-forward part of layer {layer} is routed experts, which have no neurons to take out; name layers with a dense one.", nameof(cut));
        return Kept(gone, config.FeedForwardWidth(layer), "neuron", layer);
    }

    private static int[]? Groups(DecoderConfig config, StructuredCut cut, int layer) =>
        cut.HeadGroups.TryGetValue(layer, out var gone) && !gone.IsEmpty ? Kept(gone, config.AttentionOf(layer).KeyValueHeadCount, "key-value head", layer) : null;

    private static int[] Kept(ImmutableSortedSet<int> gone, int count, string what, int layer)
    {
        if (gone.Min < 0 || gone.Max >= count)
        {
            var wrong = gone.Min < 0 ? gone.Min : gone.Max;
            throw new ArgumentOutOfRangeException(nameof(gone), wrong, $"Layer {layer} has no {what} {wrong}; it has {count}, so expected 0 to {count - 1}.");
        }

        return gone.Count < count
            ? [.. Enumerable.Range(0, count).Where(index => !gone.Contains(index))]
            : throw new ArgumentException($"All {count} {what}s of layer {layer} would go; a layer keeps at least one. Take the whole layer out instead.", nameof(gone));
    }
}
