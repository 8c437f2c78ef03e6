namespace InferenceScaling.TorchSharp.Compression.Pruning;

/// <summary>What says which weights go.</summary>
internal enum PruningMethod
{
    Magnitude,
    Wanda,
    SparseGpt,
}
