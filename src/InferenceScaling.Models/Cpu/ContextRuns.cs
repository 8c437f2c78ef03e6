using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Cpu;

/// <summary>The pages of each sequence of a batch in the order of positions: which page, from which position, how many tokens.</summary>
internal sealed class ContextRuns
{
    private readonly List<KvSegment> _chain = [];
    private readonly List<(int Page, int Start, int Count)> _runs = [];
    private readonly List<(int First, int Count)> _sequences = [];
    private readonly List<int> _rowSequence = [];

    /// <summary>Longest context of the batch.</summary>
    public int LongestContext { get; private set; }

    /// <summary>Reads a batch.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="pageSize">Tokens a page holds.</param>
    public void Set(DecoderBatch batch, int pageSize)
    {
        _runs.Clear();
        _sequences.Clear();
        _rowSequence.Clear();
        LongestContext = 0;
        foreach (var sequence in batch.Sequences)
        {
            _chain.Clear();
            for (var segment = sequence.Leaf; segment is not null; segment = segment.Parent)
                _chain.Add(segment);
            var first = _runs.Count;
            for (var index = _chain.Count - 1; index >= 0; index--)
                AddSegment(_chain[index], pageSize);
            for (var row = 0; row < sequence.RowCount; row++)
                _rowSequence.Add(_sequences.Count);
            _sequences.Add((first, _runs.Count - first));
            LongestContext = Math.Max(LongestContext, sequence.Leaf.End);
        }
    }

    /// <summary>The runs of a row's sequence.</summary>
    public ReadOnlySpan<(int Page, int Start, int Count)> Of(int row)
    {
        var (first, count) = _sequences[_rowSequence[row]];
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_runs).Slice(first, count);
    }

    private void AddSegment(KvSegment segment, int pageSize)
    {
        for (var taken = 0; taken < segment.Length; taken += pageSize)
            _runs.Add((segment.Pages[taken / pageSize], segment.Start + taken, Math.Min(pageSize, segment.Length - taken)));
    }
}
