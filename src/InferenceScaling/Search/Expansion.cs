using InferenceScaling.Paths;

namespace InferenceScaling.Search;

/// <summary>An order to extend a path.</summary>
/// <param name="Path">An open path.</param>
/// <param name="Width">How many children it gets; zero is allowed.</param>
public readonly record struct Expansion(ReasoningPath Path, int Width);
