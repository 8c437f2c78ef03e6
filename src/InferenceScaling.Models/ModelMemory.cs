using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models;

/// <summary>What a loaded model takes.</summary>
/// <param name="WeightBytes">Memory of the weights.</param>
/// <param name="KvBytesPerToken">Key-value memory of one token of context.</param>
/// <param name="Cache">What the key-value cache held after the last pass.</param>
public sealed record ModelMemory(long WeightBytes, long KvBytesPerToken, KvUsage Cache);
