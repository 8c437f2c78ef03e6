using System.Numerics.Tensors;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Benchmarks.Quality;

/// <summary>Log-probabilities of every next token of a text that is read window by window.</summary>
internal sealed class TextReading : IDisposable
{
    private readonly CpuExecutor _executor;
    private readonly KvTree _tree;
    private readonly DecoderBatch _batch = new();

    public TextReading(QualityVariant variant, DecoderConfig config, IDecoderWeights weights)
    {
        _executor = new(config, weights, variant.Options, variant.Exceptions);
        _tree = new(_executor.PageSize, 1 << 12);
    }

    public long WeightBytes => _executor.WeightBytes;

    /// <summary>Reads a window and gives [tokens − 1, vocabulary].</summary>
    public float[] Read(ReadOnlySpan<int> tokens)
    {
        var width = _executor.Config.OutputWidth;
        var outputs = new float[(tokens.Length - 1) * width];
        var segment = _tree.Fork(null);
        if (!_tree.TryAppend(segment, tokens))
            throw new InvalidOperationException("The window is too long.");
        _batch.Clear();
        _batch.AddSequence(segment, tokens.Length);
        for (var place = 0; place < tokens.Length; place++)
            _batch.AddRow(tokens[place], place, segment.Slot(place), [], output: place < tokens.Length - 1);
        _executor.Reserve(_tree.Capacity);
        _executor.Run(_batch, outputs);
        _tree.Release(segment);
        Parallel.For(0, tokens.Length - 1, row =>
        {
            var logits = outputs.AsSpan(row * width, width);
            var largest = TensorPrimitives.Max<float>(logits);
            var sum = 0.0;
            foreach (var logit in logits)
                sum += Math.Exp(logit - largest);
            TensorPrimitives.Subtract(logits, (float)(largest + Math.Log(sum)), logits);
        });
        return outputs;
    }

    public void Dispose() => _executor.Dispose();
}
