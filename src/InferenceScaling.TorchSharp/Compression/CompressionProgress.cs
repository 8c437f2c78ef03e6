namespace InferenceScaling.TorchSharp.Compression;

/// <summary>How far a compression is.</summary>
/// <param name="Step">The step's name.</param>
/// <param name="StepNumber">From 1.</param>
/// <param name="StepCount">Steps in all.</param>
/// <param name="Share">How much of the step is done, 0 to 1.</param>
/// <param name="Doing">What it is about: a layer, a measurement.</param>
public readonly record struct CompressionProgress(string Step, int StepNumber, int StepCount, double Share, string Doing);
