using System.Collections.Immutable;

namespace InferenceScaling.TorchSharp.Compression.Structured;

/// <summary>What is taken out of a decoder. All numbers count from 0 and are those of the decoder before the cut.</summary>
public sealed record StructuredCut
{
    /// <summary>Layers that go as a whole.</summary>
    public ImmutableSortedSet<int> Layers { get; init; } = [];

    /// <summary>By layer: neurons of the dense feed-forward part that go, 0 to its width − 1. What it says of a layer in <see cref="Layers"/> does not matter.</summary>
    public ImmutableSortedDictionary<int, ImmutableSortedSet<int>> Neurons { get; init; } = ImmutableSortedDictionary<int, ImmutableSortedSet<int>>.Empty;

    /// <summary>By layer: key-value heads that go, each with all query heads that share it, 0 to the number of key-value heads − 1.</summary>
    public ImmutableSortedDictionary<int, ImmutableSortedSet<int>> HeadGroups { get; init; } = ImmutableSortedDictionary<int, ImmutableSortedSet<int>>.Empty;
}
