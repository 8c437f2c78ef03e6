using System.Runtime.InteropServices;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Cpu;

/// <summary>Puts paths that share pages beside each other and cuts the rows into blocks, so that within a block each page is read once for all rows below it.</summary>
/// <remarks>A row's sums follow positions whatever the plan: it decides speed, never bits.</remarks>
internal sealed class AttentionPlan
{
    // Rows with pages in common are worth larger blocks: a page is then widened less often.
    private const int LargestBlock = 16;
    private const int LargestSharingBlock = 32;

    // A block's scores stay in the second-level cache.
    private const int LargestScores = 1 << 18;

    private readonly List<KvSegment> _chain = [];
    private readonly List<(int Page, int Start, int Count)> _runs = [];
    private readonly List<(int FirstRun, int RunCount, int FirstRow, int RowCount)> _sequences = [];
    private readonly List<int> _order = [];
    private readonly List<int> _rows = [];
    private readonly List<int> _rowSequence = [];
    private readonly List<PageSpan> _spans = [];
    private readonly List<(int FirstRow, int RowCount, int FirstSpan, int SpanCount)> _blocks = [];
    private readonly Comparison<int> _byPages;

    public AttentionPlan() => _byPages = ComparePages;

    /// <summary>Longest context of the batch.</summary>
    public int LongestContext { get; private set; }

    public int BlockCount => _blocks.Count;

    /// <summary>Most rows of a block.</summary>
    public int BlockSize { get; private set; }

    /// <summary>All pages that rows attend to; some more than once.</summary>
    public ReadOnlySpan<PageSpan> Spans => CollectionsMarshal.AsSpan(_spans);

    /// <summary>Reads a batch.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="pageSize">Tokens a page holds.</param>
    /// <param name="group">Query heads of a key-value head.</param>
    /// <param name="threads">Threads that share the blocks: each is to have rows of its own, the same that it has in other work.</param>
    public void Set(DecoderBatch batch, int pageSize, int group, int threads)
    {
        _runs.Clear();
        _sequences.Clear();
        _order.Clear();
        _rows.Clear();
        _rowSequence.Clear();
        _spans.Clear();
        _blocks.Clear();
        LongestContext = 0;
        foreach (var sequence in batch.Sequences)
            AddSequence(sequence, pageSize);
        _order.Sort(_byPages);
        foreach (var sequence in _order)
        {
            var (_, _, first, count) = _sequences[sequence];
            for (var row = first; row < first + count; row++)
            {
                _rows.Add(row);
                _rowSequence.Add(sequence);
            }
        }

        var rows = Math.Min(batch.RowCount / Math.Max(2, threads), LargestScores / (group * (LongestContext + 1)));
        BlockSize = Math.Clamp(rows, 1, AllShareAPage ? LargestSharingBlock : LargestBlock);
        for (var first = 0; first < _rows.Count; first += BlockSize)
            AddBlock(first, Math.Min(BlockSize, _rows.Count - first));
    }

    /// <summary>The rows of a block, by their place in the batch.</summary>
    public ReadOnlySpan<int> Rows(int block) => CollectionsMarshal.AsSpan(_rows).Slice(_blocks[block].FirstRow, _blocks[block].RowCount);

    /// <summary>The pages of a block; those of any one row in the order of positions. Rows count from the block's first.</summary>
    public ReadOnlySpan<PageSpan> SpansOf(int block) => CollectionsMarshal.AsSpan(_spans).Slice(_blocks[block].FirstSpan, _blocks[block].SpanCount);

    // In this order the first and the last have a page in common only if all have.
    private bool AllShareAPage => _order.Count > 1 && _runs[_sequences[_order[0]].FirstRun].Page == _runs[_sequences[_order[^1]].FirstRun].Page;

    private void AddSequence(BatchSequence sequence, int pageSize)
    {
        _chain.Clear();
        for (var segment = sequence.Leaf; segment is not null; segment = segment.Parent)
            _chain.Add(segment);
        var first = _runs.Count;
        for (var index = _chain.Count - 1; index >= 0; index--)
        {
            var segment = _chain[index];
            for (var taken = 0; taken < segment.Length; taken += pageSize)
                _runs.Add((segment.Pages[taken / pageSize], segment.Start + taken, Math.Min(pageSize, segment.Length - taken)));
        }

        _order.Add(_sequences.Count);
        _sequences.Add((first, _runs.Count - first, sequence.FirstRow, sequence.RowCount));
        LongestContext = Math.Max(LongestContext, sequence.Leaf.End);
    }

    // Shared pages come first in every list, so this order is that of a walk through the tree.
    private int ComparePages(int left, int right)
    {
        var (firstLeft, countLeft, _, _) = _sequences[left];
        var (firstRight, countRight, _, _) = _sequences[right];
        for (var index = 0; index < Math.Min(countLeft, countRight); index++)
        {
            var difference = _runs[firstLeft + index].Page - _runs[firstRight + index].Page;
            if (difference != 0)
                return difference;
        }

        return countLeft == countRight ? left - right : countLeft - countRight;
    }

    private void AddBlock(int first, int count)
    {
        var spans = _spans.Count;
        for (var (index, more) = (0, true); more; index++)
        {
            more = false;
            for (var row = 0; row < count; row++)
            {
                var (firstRun, runCount, _, _) = _sequences[_rowSequence[first + row]];
                if (index >= runCount)
                    continue;
                more = true;
                var (page, start, held) = _runs[firstRun + index];
                if (_spans.Count > spans && _spans[^1] is var last && last.Page == page && last.Last == row - 1)
                    _spans[^1] = last with { Last = row };
                else
                    _spans.Add(new(page, start, held, row, row));
            }
        }

        _blocks.Add((first, count, spans, _spans.Count - spans));
    }
}
