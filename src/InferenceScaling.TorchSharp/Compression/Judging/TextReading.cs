using System.Numerics.Tensors;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;
using InferenceScaling.TorchSharp.Compression.Calibration;

namespace InferenceScaling.TorchSharp.Compression.Judging;

/// <summary>Log-probabilities of every next token of windows. Owns the executor.</summary>
internal sealed class TextReading(IDecoderExecutor executor) : IDisposable
{
    private readonly WindowBatch _batches = new(executor.PageSize, executor.Config.EmbeddingShifts);
    private float[] _outputs = [];

    public int Width => executor.Config.OutputWidth;

    /// <summary>Whether outputs are of tokens, and not of labels or a reward.</summary>
    public bool PredictsTokens => executor.Config.Head.Kind == HeadKind.LanguageModel;

    /// <summary>[tokens − 1, vocabulary]; valid until the next window.</summary>
    public Span<float> Read(ReadOnlySpan<int> window)
    {
        var length = checked((window.Length - 1) * Width);
        if (_outputs.Length < length)
            _outputs = new float[length];
        var outputs = _outputs;
        _batches.Use(window, outputs: true, batch =>
        {
            executor.Reserve(_batches.Pages);
            executor.Run(batch, outputs.AsSpan(0, length));
        });
        for (var place = 0; place < window.Length - 1; place++)
        {
            var row = outputs.AsSpan(place * Width, Width);
            var largest = TensorPrimitives.Max<float>(row);
            var sum = 0.0;
            foreach (var logit in row)
                sum += Math.Exp(logit - largest);
            TensorPrimitives.Subtract(row, (float)(largest + Math.Log(sum)), row);
        }

        return outputs.AsSpan(0, length);
    }

    public void Dispose() => executor.Dispose();
}
