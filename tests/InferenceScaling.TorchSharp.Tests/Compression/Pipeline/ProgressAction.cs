using InferenceScaling.TorchSharp.Compression;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pipeline;

/// <summary>Hears of progress at once, on the thread that reports it.</summary>
internal sealed class ProgressAction(Action<CompressionProgress> action) : IProgress<CompressionProgress>
{
    public void Report(CompressionProgress value) => action(value);
}
