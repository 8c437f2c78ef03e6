using InferenceScaling.Models.Decoding;

namespace InferenceScaling.TorchSharp.Tests.Decoder;

/// <summary>Feeds many sequences to an executor in whatever batches and chunks a test wants.</summary>
internal sealed class Sequences(IDecoderExecutor executor) : IDisposable
{
    private readonly KvTree _tree = new(executor.PageSize, 1 << 16);
    private readonly DecoderBatch _batch = new();
    private readonly Dictionary<int, (KvSegment Leaf, List<int> Tokens)> _live = [];

    public int LivePages => _tree.LivePages;

    /// <summary>The tokens of a sequence: a function of its number and the position.</summary>
    public static int[] Tokens(int sequence, int count, int vocabulary) => [.. Enumerable.Range(0, count).Select(position => (int)((((uint)sequence * 2654435761u) + ((uint)position * 40503u) + ((uint)(position * position) * 7u)) % (uint)vocabulary))];

    /// <summary>Appends tokens to each of some sequences in one batch; outputs of each sequence's last token.</summary>
    public Dictionary<int, float[]> Append(params (int Sequence, int[] Tokens)[] parts)
    {
        _batch.Clear();
        var shifts = new int[executor.Config.EmbeddingShifts];
        foreach (var (sequence, tokens) in parts)
        {
            if (!_live.TryGetValue(sequence, out var live))
                _live[sequence] = live = (_tree.Fork(null), []);
            _tree.TryAppend(live.Leaf, tokens).Should().BeTrue();
            _batch.AddSequence(live.Leaf, tokens.Length);
            for (var index = 0; index < tokens.Length; index++)
            {
                var position = live.Tokens.Count;
                for (var shift = 0; shift < shifts.Length; shift++)
                    shifts[shift] = position > shift ? live.Tokens[position - 1 - shift] : 0;
                live.Tokens.Add(tokens[index]);
                _batch.AddRow(tokens[index], position, live.Leaf.Slot(position - live.Leaf.Start), shifts, index == tokens.Length - 1);
            }
        }

        executor.Reserve(_tree.Capacity);
        var width = executor.Config.OutputWidth;
        var outputs = new float[parts.Length * width];
        executor.Run(_batch, outputs);
        return Enumerable.Range(0, parts.Length).ToDictionary(index => parts[index].Sequence, index => outputs.AsSpan(index * width, width).ToArray());
    }

    /// <summary>Goes on in a new segment, as after a fork.</summary>
    public void Fork(int sequence)
    {
        var (leaf, tokens) = _live[sequence];
        var child = _tree.Fork(leaf);
        _tree.Release(leaf);
        _live[sequence] = (child, tokens);
    }

    public void Dispose()
    {
        foreach (var (leaf, _) in _live.Values)
            _tree.Release(leaf);
        _live.Clear();
    }
}
