using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Tests.Cpu;

/// <summary>Feeds sequences to an executor without a scheduler.</summary>
internal sealed class ExecutorSequences(IDecoderExecutor executor)
{
    private readonly KvTree _tree = new(executor.PageSize, 1 << 12);
    private readonly DecoderBatch _batch = new();
    private readonly Dictionary<int, KvSegment> _leaves = [];

    /// <summary>Appends tokens to each of some sequences in one batch; outputs of the last token of each.</summary>
    public float[][] Append(params ReadOnlySpan<(int Sequence, int[] Tokens)> parts)
    {
        _batch.Clear();
        foreach (var (sequence, tokens) in parts)
        {
            if (!_leaves.TryGetValue(sequence, out var leaf))
                _leaves[sequence] = leaf = _tree.Fork(null);
            var first = leaf.End;
            _tree.TryAppend(leaf, tokens).Should().BeTrue();
            _batch.AddSequence(leaf, tokens.Length);
            for (var index = 0; index < tokens.Length; index++)
                _batch.AddRow(tokens[index], first + index, leaf.Slot(first + index - leaf.Start), [], index == tokens.Length - 1);
        }

        executor.Reserve(_tree.Capacity);
        var width = executor.Config.OutputWidth;
        var outputs = new float[parts.Length * width];
        executor.Run(_batch, outputs);
        return [.. outputs.Chunk(width)];
    }

    /// <summary>Goes on in a new segment, as after a fork.</summary>
    public void Fork(int sequence)
    {
        var leaf = _leaves[sequence];
        _leaves[sequence] = _tree.Fork(leaf);
        _tree.Release(leaf);
    }

    /// <summary>Greedy tokens after a prompt.</summary>
    public int[] Generate(int[] prompt, int count)
    {
        var tokens = new List<int>();
        for (var outputs = Append((0, prompt))[0]; ; outputs = Append((0, [tokens[^1]]))[0])
        {
            tokens.Add(System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(outputs));
            if (tokens.Count == count)
                return [.. tokens];
        }
    }
}
