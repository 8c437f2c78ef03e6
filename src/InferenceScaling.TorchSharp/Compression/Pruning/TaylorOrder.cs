namespace InferenceScaling.TorchSharp.Compression.Pruning;

/// <summary>How far <see cref="TaylorScores"/> expands the loss around a weight.</summary>
internal enum TaylorOrder
{
    /// <summary>|w · g|.</summary>
    First,

    /// <summary>|w² · h|.</summary>
    Second,

    /// <summary>|w · g − ½ w² · h|: the change of the loss when the weight becomes 0.</summary>
    Mixed,
}
