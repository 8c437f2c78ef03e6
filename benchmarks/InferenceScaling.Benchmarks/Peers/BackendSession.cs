using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Sequences in the library's tree of segments: prompts, and a fork of one for each sequence.</summary>
internal sealed class BackendSession(IDecoderExecutor executor, SessionShape shape) : IPeerSession
{
    private const int PassTokens = 512;

    private readonly KvTree _tree = new(executor.PageSize, 1 << 20);
    private readonly DecoderBatch _batch = new();
    private readonly List<KvSegment> _prompts = [];
    private readonly List<KvSegment> _paths = [];
    private float[] _outputs = new float[shape.Sequences * executor.Config.OutputWidth];

    public void Read(int[][] prompts)
    {
        var last = new float[_outputs.Length];
        for (var index = 0; index < prompts.Length; index++)
        {
            var segment = _tree.Fork(null);
            _prompts.Add(segment);
            foreach (var pass in prompts[index].Chunk(PassTokens))
            {
                Append(segment, pass);
                Run();
            }

            Row(_outputs, 0).CopyTo(Row(last, index));
        }

        for (var index = prompts.Length; index < shape.Sequences; index++)
            Row(last, 0).CopyTo(Row(last, index));
        _outputs = last;
        Fork();
    }

    public void Step(ReadOnlySpan<int> tokens)
    {
        for (var index = 0; index < _paths.Count; index++)
            Append(_paths[index], tokens.Slice(index, 1));
        Run();
    }

    public ReadOnlySpan<float> Logits(int sequence) => Row(_outputs, sequence);

    public void Rewind()
    {
        _paths.ForEach(_tree.Release);
        Fork();
    }

    public void Clear()
    {
        _paths.ForEach(_tree.Release);
        _prompts.ForEach(_tree.Release);
        _paths.Clear();
        _prompts.Clear();
    }

    public void Dispose() => executor.Dispose();

    private void Fork()
    {
        _paths.Clear();
        for (var index = 0; index < shape.Sequences; index++)
            _paths.Add(_tree.Fork(_prompts[shape.Shared ? 0 : index]));
    }

    private void Append(KvSegment segment, ReadOnlySpan<int> tokens)
    {
        if (!_tree.TryAppend(segment, tokens))
            throw new InvalidOperationException("The benchmark's tree is too small.");
        _batch.AddSequence(segment, tokens.Length);
        for (var row = 0; row < tokens.Length; row++)
        {
            var position = segment.End - tokens.Length + row;
            _batch.AddRow(tokens[row], position, segment.Slot(position - segment.Start), [], output: row == tokens.Length - 1);
        }
    }

    private void Run()
    {
        executor.Reserve(_tree.Capacity);
        executor.Run(_batch, _outputs.AsSpan(0, _batch.OutputRows.Length * executor.Config.OutputWidth));
        _batch.Clear();
    }

    private Span<float> Row(float[] outputs, int sequence) => outputs.AsSpan(sequence * executor.Config.OutputWidth, executor.Config.OutputWidth);
}
