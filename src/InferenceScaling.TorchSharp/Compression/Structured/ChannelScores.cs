using System.Collections.Immutable;

namespace InferenceScaling.TorchSharp.Compression.Structured;

/// <summary>How much every channel of a decoder matters; within a layer, the lowest go first.</summary>
/// <param name="Neurons">By layer: a score for each neuron of the feed-forward part; empty where the part has experts.</param>
/// <param name="HeadGroups">By layer: a score for each key-value head with its query heads.</param>
public sealed record ChannelScores(ImmutableArray<ImmutableArray<double>> Neurons, ImmutableArray<ImmutableArray<double>> HeadGroups);
