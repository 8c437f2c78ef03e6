namespace InferenceScaling.TorchSharp.Compression.Judging;

/// <summary>Tokens a second of two models that took turns on this machine: each path adds a token to a shared text, the executor alone.</summary>
/// <param name="Batch">Paths that decode together.</param>
/// <param name="Original">Tokens a second of the original, median.</param>
/// <param name="Compressed">Of the compressed model.</param>
/// <param name="Ratio">Median over turns of the ratio within a turn: above 1, the compressed model is faster.</param>
public sealed record DecodeSpeed(int Batch, double Original, double Compressed, double Ratio);
