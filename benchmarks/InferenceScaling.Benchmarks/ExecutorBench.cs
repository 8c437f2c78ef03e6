using InferenceScaling.Models;
using InferenceScaling.Models.Decoding;
using InferenceScaling.TorchSharp;

namespace InferenceScaling.Benchmarks;

/// <summary>An executor with its key-value tree, driven without a scheduler.</summary>
internal sealed class ExecutorBench : IDisposable
{
    private readonly IDecoderExecutor _executor;
    private readonly KvTree _tree;
    private readonly DecoderBatch _batch = new();
    private readonly int[] _token = [7];
    private float[] _outputs = [];

    public ExecutorBench(string backend, SyntheticDecoder decoder)
        : this(Named(backend), decoder)
    {
    }

    public ExecutorBench(Backend backend, SyntheticDecoder decoder)
    {
        _executor = backend.CreateExecutor(decoder.Config, decoder);
        _tree = new(_executor.PageSize, 1 << 16);
    }

    /// <summary>Reads a prompt into a new segment and takes the logits of its last token.</summary>
    public KvSegment Read(int tokens)
    {
        var segment = _tree.Fork(null);
        Append(segment, tokens);
        Run();
        return segment;
    }

    /// <summary>Children that share a segment.</summary>
    public KvSegment[] Fork(KvSegment parent, int count) => [.. Enumerable.Range(0, count).Select(_ => _tree.Fork(parent))];

    /// <summary>One token for each segment.</summary>
    public void Step(ReadOnlySpan<KvSegment> segments)
    {
        foreach (var segment in segments)
            Append(segment, 1);
        Run();
    }

    public void Release(KvSegment segment) => _tree.Release(segment);

    public void Dispose() => _executor.Dispose();

    private static Backend Named(string name) => name switch
    {
        "cpu" => Backend.Cpu(new() { WeightType = WeightType.F32 }),
        "cpu-int8" => Backend.Cpu(new() { WeightType = WeightType.Int8, CacheType = CacheType.BF16 }),
        "cpu-bf16" => Backend.Cpu(new() { WeightType = WeightType.BF16 }),
        "torch" => Backend.Torch(),
        _ => throw new ArgumentException($"There is no backend '{name}'.", nameof(name)),
    };

    private void Append(KvSegment segment, int count)
    {
        var tokens = count == 1 ? _token : Enumerable.Range(3, count).Select(index => index % _executor.Config.VocabularySize).ToArray();
        if (!_tree.TryAppend(segment, tokens))
            throw new InvalidOperationException("The benchmark's tree is too small.");
        _batch.AddSequence(segment, count);
        for (var row = 0; row < count; row++)
        {
            var position = segment.End - count + row;
            _batch.AddRow(tokens[row], position, segment.Slot(position - segment.Start), [], output: row == count - 1);
        }
    }

    private void Run()
    {
        _executor.Reserve(_tree.Capacity);
        var width = _batch.OutputRows.Length * _executor.Config.OutputWidth;
        if (_outputs.Length < width)
            _outputs = new float[width];
        _executor.Run(_batch, _outputs.AsSpan(0, width));
        _batch.Clear();
    }
}
