using System.Collections.Immutable;

namespace InferenceScaling.TorchSharp.Compression.Structured;

/// <summary>Chooses by scores what is cut.</summary>
public static class CutSelection
{
    /// <summary>In every layer, the same share of what is scored lowest: for <see cref="StructuredCut.Neurons"/> or <see cref="StructuredCut.HeadGroups"/>.</summary>
    /// <param name="scores">By layer, the score of each neuron or key-value head; empty for a layer that has none to give.</param>
    /// <param name="share">What goes, 0 to 1; rounded down to whole ones. One a layer always stays. Of equal scores, the lower numbers go first.</param>
    /// <param name="multiple">What stays is rounded up to a multiple of this, so that kernels work on whole groups.</param>
    /// <returns>By layer, what goes; layers that lose nothing are not named.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is outside 0 to 1, or the multiple below 1.</exception>
    /// <exception cref="ArgumentException">A score is NaN.</exception>
    public static ImmutableSortedDictionary<int, ImmutableSortedSet<int>> Lowest(IReadOnlyList<ImmutableArray<double>> scores, double share, int multiple = 1)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (share is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, FormattableString.Invariant($"The share is {share}; it must be 0 to 1."));
        ArgumentOutOfRangeException.ThrowIfLessThan(multiple, 1);
        var chosen = ImmutableSortedDictionary.CreateBuilder<int, ImmutableSortedSet<int>>();
        for (var layer = 0; layer < scores.Count; layer++)
        {
            var values = scores[layer];
            if (values.IsDefaultOrEmpty)
                continue;
            if (values.Any(double.IsNaN))
                throw new ArgumentException($"Layer {layer} has a score that is NaN, which is neither high nor low; score with finite weights and texts.", nameof(scores));
            var kept = Math.Max(1, values.Length - (int)(values.Length * share));
            var count = values.Length - Math.Min(values.Length, (kept + multiple - 1) / multiple * multiple);
            if (count > 0)
                chosen.Add(layer, [.. Enumerable.Range(0, values.Length).OrderBy(index => values[index]).Take(count)]);
        }

        return chosen.ToImmutable();
    }
}
