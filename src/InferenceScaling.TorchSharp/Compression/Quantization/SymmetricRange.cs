namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Which codes a symmetric grid of b bits uses.</summary>
internal enum SymmetricRange
{
    /// <summary>As many below zero as above: the largest magnitude is 2^(b−1) − 1 steps away, and the smallest code is never used. Negation is exact and products of 8 bits fit 15.</summary>
    Restricted,

    /// <summary>All 2^b: the range of −m to m is 2^b − 1 steps wide. Finer by a fifteenth at 4 bits; the grid of GPTQ.</summary>
    Full,
}
