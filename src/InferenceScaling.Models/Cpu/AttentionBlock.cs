using System.Runtime.InteropServices;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu.Pairs;

namespace InferenceScaling.Models.Cpu;

/// <summary>The queries of a block of rows for one key-value head. Each page comes by once, and all that attend to it are served: four at a time where the registers allow. One for each thread.</summary>
/// <param name="config">Sizes.</param>
/// <param name="valueStride">From one token's value to the next.</param>
/// <param name="type">How keys and values are kept; in bf16, queries and probabilities are rounded to it, too.</param>
/// <param name="pairs">What reads bf16 as it lies; null for a copy in fp32.</param>
internal sealed unsafe class AttentionBlock(AttentionConfig config, int valueStride, CacheType type, PairBlock? pairs) : IDisposable
{
    // Vectors of scores may reach beyond the last.
    private const int Overhang = 48;

    private readonly int _size = config.HeadSize;
    private NativeBuffer? _pageAndMixed;
    private NativeBuffer? _allScores;
    private AttentionQuery* _queries;
    private int* _chosen;

    // Where the queries lie, scaled; by position their scores, which become probabilities; and what the values come to.
    private float** _vectors;
    private float** _scores;
    private float** _mixed;
    private int _capacity;
    private int _count;

    // From one query's scores to the next's.
    private int _stride;
    private int _earliestStart;
    private int _latestStart;
    private int _earliestEnd;
    private int _latestEnd;
    private int _first;
    private int _chosenCount;
    private bool _seeAll;

    /// <summary>Room for the keys or values of a page in fp32.</summary>
    public float* Page => _pageAndMixed!.Pointer;

    /// <summary>Whether pages in bf16 are read as they lie.</summary>
    public bool ReadsPairs => pairs is not null;

    /// <summary>Makes room.</summary>
    /// <param name="queries">Most queries of a block.</param>
    /// <param name="context">Longest context.</param>
    public void Reserve(int queries, int context)
    {
        if (queries > _capacity)
        {
            Free();
            _queries = (AttentionQuery*)NativeMemory.Alloc((nuint)queries, (nuint)sizeof(AttentionQuery));
            _chosen = (int*)NativeMemory.Alloc((nuint)queries, sizeof(int));
            _vectors = (float**)NativeMemory.Alloc((nuint)queries, (nuint)sizeof(float*));
            _scores = (float**)NativeMemory.Alloc((nuint)queries, (nuint)sizeof(float*));
            _mixed = (float**)NativeMemory.Alloc((nuint)queries, (nuint)sizeof(float*));
            _pageAndMixed = new NativeBuffer((KeyValuePages.PageSize + queries) * (long)valueStride);
            _capacity = queries;
        }

        var room = queries * (long)(context + Overhang);
        pairs?.Reserve(queries, room);
        if (_allScores is not null && _allScores.Length >= room)
            return;
        _allScores?.Dispose();
        _allScores = null;
        _allScores = new NativeBuffer(room * 3 / 2);
    }

    /// <summary>Begins a block.</summary>
    /// <param name="context">Longest context of the batch.</param>
    public void Begin(int context)
    {
        (_count, _stride) = (0, context + Overhang);
        (_earliestStart, _latestStart, _earliestEnd, _latestEnd) = (int.MaxValue, 0, int.MaxValue, 0);
        pairs?.Begin(_stride);
    }

    /// <summary>Adds a query.</summary>
    /// <param name="query">[size], scaled, and rounded where the cache is in bf16.</param>
    /// <param name="start">First position that it attends to.</param>
    /// <param name="end">The position after the last.</param>
    /// <exception cref="InvalidOperationException">There is no room for it: <see cref="Reserve"/> was told of fewer queries, or of a shorter context.</exception>
    public void Add(float* query, int start, int end)
    {
        if (_count == _capacity || (_count + 1) * (long)_stride > _allScores!.Length)
            throw new InvalidOperationException($"There is no room for query {_count + 1} of a context of {_stride - Overhang}; reserve it first.");
        pairs?.SetQuery(_count, query);
        _vectors[_count] = query;
        _mixed[_count] = Page + ((KeyValuePages.PageSize + _count) * (long)valueStride);
        _scores[_count] = _allScores.Pointer + (_count * (long)_stride);
        _queries[_count++] = new() { Start = start, End = end };
        (_earliestStart, _latestStart) = (Math.Min(_earliestStart, start), Math.Max(_latestStart, start));
        (_earliestEnd, _latestEnd) = (Math.Min(_earliestEnd, end), Math.Max(_latestEnd, end));
    }

    /// <summary>Chooses the queries of neighbouring rows that attend to a page.</summary>
    /// <returns>Whether there are any.</returns>
    public bool Choose(PageSpan span, int group)
    {
        (_first, _chosenCount) = (span.First * group, (span.Last + 1 - span.First) * group);
        _seeAll = span.Start >= _latestStart && span.Start + span.Count <= _earliestEnd;
        if (_seeAll)
            return true;
        var end = _first + _chosenCount;
        _chosenCount = 0;
        for (var query = _first; query < end; query++)
        {
            if (_queries[query].Start < span.Start + span.Count && _queries[query].End > span.Start)
                _chosen[_chosenCount++] = query;
        }

        return _chosenCount > 0;
    }

    /// <summary>Scores of the chosen queries with a page's keys.</summary>
    public void Score(float* keys, PageSpan span)
    {
        var index = QueryQuartet.IsSupported && _size % 4 == 0 ? ScoreTogether(keys, span) : 0;
        for (; index < _chosenCount; index++)
            PagedAttention.Score(_vectors[Chosen(index)], keys, _size, _scores[Chosen(index)] + span.Start);
    }

    /// <summary>Scores of neighbouring rows' queries with a page's keys in pairs, whether or not they attend to all of it.</summary>
    public void Score(ushort* keys, PageSpan span, int group)
    {
        if (Reaches(span))
            pairs!.Score(span.First * group, (span.Last + 1 - span.First) * group, keys, _scores[span.First * group] + span.Start, _stride);
    }

    /// <summary>Turns all scores into probabilities.</summary>
    public void Normalize()
    {
        for (var index = 0; index < _count; index++)
        {
            ref var query = ref _queries[index];
            query.Sum = pairs is null
                ? PagedAttention.Exponentiate(_scores[index] + query.Start, query.End - query.Start, (float)config.SoftCap, rounds: type == CacheType.BF16)
                : pairs.Exponentiate(index, _scores[index], (float)config.SoftCap, Math.Max(0, _earliestStart - KeyValuePages.PageSize), query.Start, query.End, _latestEnd + KeyValuePages.PageSize);
            new Span<float>(_mixed[index], valueStride).Clear();
        }
    }

    /// <summary>Adds a page's values to the mixtures of the chosen queries.</summary>
    public void Mix(float* values, PageSpan span)
    {
        var index = 0;
        if (QueryQuartet.IsSupported && valueStride >= 64)
        {
            if (_seeAll && _chosenCount >= 4 && valueStride % 64 == 0)
            {
                for (var column = 0; column < valueStride; column += 64)
                    QueryQuartet.Accumulate64(_scores + _first, span.Start, values, column, valueStride, span.Count, _mixed + _first, column, _chosenCount / 4);
                index = _chosenCount / 4 * 4;
            }

            for (; index + 1 < _chosenCount; index += 4)
                MixFour(index, values, span);
        }

        for (; index < _chosenCount; index++)
            MixOne(Chosen(index), values, span, 0);
    }

    /// <summary>Adds a page's values in pairs to the mixtures of neighbouring rows' queries; where one does not attend to a token, its probability is zero.</summary>
    public void Mix(ushort* values, PageSpan span, int group)
    {
        var first = span.First * group;
        if (Reaches(span))
            pairs!.Mix(first, (span.Last + 1 - span.First) * group, span.Start, values, span.Count, _mixed[first]);
    }

    /// <summary>Writes what a query's values come to.</summary>
    public void Write(int index, float* output) => RowArithmetic.Divide(_mixed[index], _size, _queries[index].Sum, output);

    public void Dispose()
    {
        _allScores?.Dispose();
        _allScores = null;
        pairs?.Dispose();
        Free();
    }

    private void Free()
    {
        NativeMemory.Free(_queries);
        NativeMemory.Free(_chosen);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_scores);
        NativeMemory.Free(_mixed);
        _pageAndMixed?.Dispose();
        _pageAndMixed = null;
        _queries = null;
        _chosen = null;
        _vectors = _scores = _mixed = null;
        _capacity = 0;
    }

    // Whether any query attends to a token of the page.
    private bool Reaches(PageSpan span) => span.Start < _latestEnd && span.Start + span.Count > _earliestStart;

    // Where two or three are left, the last stands for the missing ones too: it is computed twice from the same numbers, which changes nothing.
    private int Chosen(int index)
    {
        index = Math.Min(index, _chosenCount - 1);
        return _seeAll ? _first + index : _chosen[index];
    }

    // Four of the chosen, or the last three or two: as they stand beside each other, or copied.
    private float** Four(float** all, int index, float** copy)
    {
        if (_seeAll && _chosenCount - index >= 3)
            return all + _first + index;
        for (var member = 0; member < 4; member++)
            copy[member] = all[Chosen(index + member)];
        return copy;
    }

    private (int From, int Count) Tokens(int query, PageSpan span)
    {
        var from = Math.Max(span.Start, _queries[query].Start);
        return (from, Math.Min(span.Start + span.Count, _queries[query].End) - from);
    }

    // All but a last single one.
    private int ScoreTogether(float* keys, PageSpan span)
    {
        var vectors = stackalloc float*[4];
        var scores = stackalloc float*[4];
        var index = 0;
        if (_seeAll && _chosenCount >= 4)
        {
            QueryQuartet.Score(_vectors + _first, keys, _size, _scores + _first, span.Start, _chosenCount / 4);
            index = _chosenCount / 4 * 4;
        }

        for (; index + 1 < _chosenCount; index += 4)
        {
            if (_chosenCount - index == 3)
                QueryTrio.Score(Four(_vectors, index, vectors), keys, _size, Four(_scores, index, scores), span.Start);
            else
                QueryQuartet.Score(Four(_vectors, index, vectors), keys, _size, Four(_scores, index, scores), span.Start, quartets: 1);
        }

        return index;
    }

    // Rows of one prompt see different parts of the last page: those go one by one.
    private void MixFour(int index, float* values, PageSpan span)
    {
        var tokens = _seeAll ? (span.Start, span.Count) : Tokens(Chosen(index), span);
        var column = 0;
        if (_seeAll || (tokens == Tokens(Chosen(index + 1), span) && tokens == Tokens(Chosen(index + 2), span) && tokens == Tokens(Chosen(index + 3), span)))
            column = MixTogether(index, tokens, values, span);
        if (column == valueStride)
            return;
        for (var member = index; member < Math.Min(index + 4, _chosenCount); member++)
            MixOne(Chosen(member), values, span, column);
    }

    // Four that see the same tokens, or the last two or three. Gives the column after the last whole 64.
    private int MixTogether(int index, (int From, int Count) tokens, float* values, PageSpan span)
    {
        var copies = stackalloc float*[8];
        var probabilities = Four(_scores, index, copies);
        var outputs = Four(_mixed, index, copies + 4);
        var first = (nint)(tokens.From - span.Start) * valueStride;
        var column = 0;
        for (; column + 64 <= valueStride; column += 64)
        {
            if (_chosenCount - index == 3)
                QueryTrio.Accumulate64(probabilities, tokens.From, values, first + column, valueStride, tokens.Count, outputs, column);
            else
                QueryQuartet.Accumulate64(probabilities, tokens.From, values, first + column, valueStride, tokens.Count, outputs, column, quartets: 1);
        }

        return column;
    }

    private void MixOne(int query, float* values, PageSpan span, int column)
    {
        var (from, count) = Tokens(query, span);
        values += (long)(from - span.Start) * valueStride;
        var probabilities = _scores[query] + from;
        var mixed = _mixed[query];
        for (; column + 64 <= valueStride; column += 64)
            PagedAttention.Accumulate64(probabilities, values + column, valueStride, count, mixed + column);
        if (column + 32 <= valueStride)
        {
            PagedAttention.Accumulate32(probabilities, values + column, valueStride, count, mixed + column);
            column += 32;
        }

        if (column < valueStride)
            PagedAttention.Accumulate16(probabilities, values + column, valueStride, count, mixed + column);
    }
}
