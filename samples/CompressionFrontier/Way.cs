using InferenceScaling.Reasoning;

namespace CompressionFrontier;

/// <summary>A strategy, at any width.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Use">Adds it to a reasoner.</param>
internal sealed record Way(string Name, Func<ReasonerBuilder, int, ReasonerBuilder> Use);
