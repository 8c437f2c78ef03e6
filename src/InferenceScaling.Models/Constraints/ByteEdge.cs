namespace InferenceScaling.Models.Constraints;

/// <summary>An edge of a nondeterministic automaton.</summary>
/// <param name="From">State before.</param>
/// <param name="First">First byte of the range.</param>
/// <param name="Last">Last byte of the range.</param>
/// <param name="To">State after.</param>
internal readonly record struct ByteEdge(int From, byte First, byte Last, int To);
