using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.TorchSharp.Compression.Pruning;

/// <summary>A matrix pruned by <see cref="SparseGpt"/>.</summary>
/// <param name="Weights">The new weights, zero where they were dropped.</param>
/// <param name="Kept">[out × in]: whether a weight stayed.</param>
/// <param name="OutputError">The mean over calibration tokens of the squared change of all outputs together.</param>
/// <param name="FellBack">Whether the Hessian was not positive definite, or so nearly not that corrections overflow: then no weight makes up for another.</param>
internal sealed record SparseGptResult(FiniteMatrix Weights, bool[] Kept, double OutputError, bool FellBack);
