using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Subwords;

/// <summary>The symbols of one word while byte-pair merges join them, always the merge of lowest rank first, the leftmost among equals.</summary>
internal sealed class SymbolChain : IDisposable
{
    // Up to here a scan for the best pair is faster than a heap.
    private const int ShortWord = 48;
    private const int None = -1;

    private readonly PooledBuffer<int> _symbols = new();
    private readonly PooledBuffer<int> _previous = new();
    private readonly PooledBuffer<int> _next = new();
    private readonly MergeQueue _queue = new();

    public int Count => _symbols.Count;

    public void Clear() => _symbols.Clear();

    public void Add(int symbol) => _symbols.Add(symbol);

    /// <summary>Applies all merges and appends what remains.</summary>
    public void Merge(PairTable merges, PooledBuffer<int> ids)
    {
        if (_symbols.Count <= ShortWord)
            ids.AddRange(_symbols.Span[..MergeByScan(_symbols.Span, merges)]);
        else
            MergeByQueue(merges, ids);
    }

    public void Dispose()
    {
        _symbols.Dispose();
        _previous.Dispose();
        _next.Dispose();
        _queue.Dispose();
    }

    private static int MergeByScan(Span<int> symbols, PairTable merges)
    {
        Span<int> ranks = stackalloc int[ShortWord];
        Span<int> merged = stackalloc int[ShortWord];
        var count = symbols.Length;
        for (var i = 0; i + 1 < count; i++)
            ranks[i] = Rank(symbols, i, merges, out merged[i]);

        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i + 1 < count; i++)
            {
                if (ranks[i] < ranks[best])
                    best = i;
            }

            if (ranks[best] == int.MaxValue)
                break;
            symbols[best] = merged[best];
            count--;
            symbols[(best + 2)..(count + 1)].CopyTo(symbols[(best + 1)..]);
            ranks[(best + 1)..count].CopyTo(ranks[best..]);
            merged[(best + 1)..count].CopyTo(merged[best..]);
            if (best > 0)
                ranks[best - 1] = Rank(symbols, best - 1, merges, out merged[best - 1]);
            if (best + 1 < count)
                ranks[best] = Rank(symbols, best, merges, out merged[best]);
        }

        return count;
    }

    private static int Rank(ReadOnlySpan<int> symbols, int index, PairTable merges, out int merged)
        => merges.TryGet(symbols[index], symbols[index + 1], out var rank, out merged) ? rank : int.MaxValue;

    private void MergeByQueue(PairTable merges, PooledBuffer<int> ids)
    {
        var symbols = _symbols.Span;
        var previous = _previous.Resize(symbols.Length);
        var next = _next.Resize(symbols.Length);
        for (var i = 0; i < symbols.Length; i++)
        {
            previous[i] = i - 1;
            next[i] = i + 1 < symbols.Length ? i + 1 : None;
        }

        for (var i = 0; i + 1 < symbols.Length; i++)
            Enqueue(symbols, i, i + 1, merges);

        while (_queue.TryDequeue(out var rank, out var left))
        {
            // Neighbours may have merged since the pair was queued.
            var right = symbols[left] == None ? None : next[left];
            if (right == None || !merges.TryGet(symbols[left], symbols[right], out var presentRank, out var merged) || presentRank != rank)
                continue;
            symbols[left] = merged;
            symbols[right] = None;
            next[left] = next[right];
            if (next[left] != None)
            {
                previous[next[left]] = left;
                Enqueue(symbols, left, next[left], merges);
            }

            if (previous[left] != None)
                Enqueue(symbols, previous[left], left, merges);
        }

        for (var i = 0; i != None; i = next[i])
            ids.Add(symbols[i]);
    }

    private void Enqueue(ReadOnlySpan<int> symbols, int left, int right, PairTable merges)
    {
        if (merges.TryGet(symbols[left], symbols[right], out var rank, out _))
            _queue.Enqueue(rank, left);
    }
}
