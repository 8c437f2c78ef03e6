using System.Runtime.InteropServices;
using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models.Cpu;

/// <summary>The queries of a block of rows for one key-value head. Each page comes by once, and all that attend to it are served: four at a time where the registers allow. One for each thread.</summary>
internal sealed unsafe class AttentionBlock(AttentionConfig config, int valueStride) : IDisposable
{
    // Vectors of scores may reach beyond the last.
    private const int Overhang = 48;

    private readonly int _size = config.HeadSize;
    private NativeBuffer? _memory;
    private AttentionQuery* _queries;
    private int* _chosen;
    private int _capacity;
    private int _count;
    private int _chosenCount;

    /// <summary>Room for the keys or values of a page in fp32.</summary>
    public float* Page => _memory!.Pointer;

    /// <summary>Makes room.</summary>
    /// <param name="queries">Most queries of a block.</param>
    /// <param name="context">Longest context.</param>
    public void Reserve(int queries, int context)
    {
        if (queries > _capacity)
        {
            NativeMemory.Free(_queries);
            NativeMemory.Free(_chosen);
            _queries = (AttentionQuery*)NativeMemory.Alloc((nuint)queries, (nuint)sizeof(AttentionQuery));
            _chosen = (int*)NativeMemory.Alloc((nuint)queries, sizeof(int));
            _capacity = queries;
        }

        var room = ((long)KeyValuePages.PageSize * valueStride) + ((long)queries * (context + Overhang + valueStride));
        if (_memory is not null && _memory.Length >= room)
            return;
        _memory?.Dispose();
        _memory = new NativeBuffer(room * 3 / 2);
    }

    /// <summary>Begins a block.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a query.</summary>
    /// <param name="query">[size], scaled.</param>
    /// <param name="start">First position that it attends to.</param>
    /// <param name="end">The position after the last.</param>
    /// <param name="context">Longest context of the batch.</param>
    public void Add(float* query, int start, int end, int context)
    {
        var mixed = Page + ((KeyValuePages.PageSize + _count) * (long)valueStride);
        var scores = Page + ((KeyValuePages.PageSize + _capacity) * (long)valueStride) + (_count * (long)(context + Overhang));
        _queries[_count++] = new() { Query = query, Scores = scores, Mixed = mixed, Start = start, End = end };
    }

    /// <summary>Chooses the queries of neighbouring rows that attend to a page.</summary>
    /// <returns>Whether there are any.</returns>
    public bool Choose(PageSpan span, int group)
    {
        _chosenCount = 0;
        for (var query = span.First * group; query < (span.Last + 1) * group; query++)
        {
            if (_queries[query].Start < span.Start + span.Count && _queries[query].End > span.Start)
                _chosen[_chosenCount++] = query;
        }

        return _chosenCount > 0;
    }

    /// <summary>Whether a page may be read in bf16 as it lies: the few queries of one row do not repay a copy in fp32.</summary>
    public bool ReadsHalves(PageSpan span, int group) =>
        QueryQuartet.IsSupported && _size % 4 == 0 && valueStride % 64 == 0 && span.First == span.Last && group is >= 2 and <= 4;

    /// <summary>Scores of the chosen queries with a page's keys.</summary>
    public void Score(float* keys, PageSpan span)
    {
        var index = QueryQuartet.IsSupported && _size % 4 == 0 ? ScoreTogether(keys, span) : 0;
        for (; index < _chosenCount; index++)
            PagedAttention.Score(_queries[_chosen[index]].Query, keys, _size, _queries[_chosen[index]].Scores + span.Start);
    }

    /// <summary>Scores of the only row's queries with a page's keys, where <see cref="ReadsHalves"/>.</summary>
    public void Score(ushort* keys, PageSpan span, int group)
    {
        var first = span.First * group;
        if (Tokens(_queries[first], span).Count <= 0)
            return;
        var queries = stackalloc float*[4];
        var scores = stackalloc float*[4];
        for (var member = 0; member < 4; member++)
        {
            ref var query = ref _queries[first + Math.Min(member, group - 1)];
            queries[member] = query.Query;
            scores[member] = query.Scores + span.Start;
        }

        if (group == 3)
            QueryTrio.Score<HalfElement>(queries, keys, _size, scores);
        else
            QueryQuartet.Score<HalfElement>(queries, keys, _size, scores);
    }

    /// <summary>Turns all scores into probabilities.</summary>
    public void Normalize()
    {
        for (var index = 0; index < _count; index++)
        {
            ref var query = ref _queries[index];
            query.Sum = PagedAttention.Exponentiate(query.Scores + query.Start, query.End - query.Start, (float)config.SoftCap);
            new Span<float>(query.Mixed, valueStride).Clear();
        }
    }

    /// <summary>Adds a page's values to the mixtures of the chosen queries.</summary>
    public void Mix(float* values, PageSpan span)
    {
        var index = 0;
        if (QueryQuartet.IsSupported && valueStride >= 64)
        {
            for (; index + 1 < _chosenCount; index += 4)
                MixFour(index, values, span);
        }

        for (; index < _chosenCount; index++)
            MixOne(_queries[_chosen[index]], values, span, 0);
    }

    /// <summary>Adds a page's values to the mixtures of the only row's queries, where <see cref="ReadsHalves"/>.</summary>
    public void Mix(ushort* values, PageSpan span, int group)
    {
        var first = span.First * group;
        var (from, count) = Tokens(_queries[first], span);
        if (count <= 0)
            return;
        var probabilities = stackalloc float*[4];
        var outputs = stackalloc float*[4];
        for (var member = 0; member < 4; member++)
        {
            ref var query = ref _queries[first + Math.Min(member, group - 1)];
            probabilities[member] = query.Scores;
            outputs[member] = query.Mixed;
        }

        var place = (nint)(from - span.Start) * valueStride;
        for (var column = 0; column < valueStride; column += 64)
        {
            if (group == 3)
                QueryTrio.Accumulate64<HalfElement>(probabilities, from, values, place + column, valueStride, count, outputs, column);
            else
                QueryQuartet.Accumulate64<HalfElement>(probabilities, from, values, place + column, valueStride, count, outputs, column);
        }
    }

    /// <summary>Writes what a query's values come to.</summary>
    public void Write(int index, float* output)
    {
        var query = _queries[index];
        System.Numerics.Tensors.TensorPrimitives.Divide(new ReadOnlySpan<float>(query.Mixed, _size), query.Sum, new Span<float>(output, _size));
    }

    public void Dispose()
    {
        _memory?.Dispose();
        NativeMemory.Free(_queries);
        NativeMemory.Free(_chosen);
        _queries = null;
        _chosen = null;
        _capacity = 0;
    }

    // Where two or three are left, the last stands for the missing ones too: it is computed twice from the same numbers, which changes nothing.
    private int Chosen(int index) => _chosen[Math.Min(index, _chosenCount - 1)];

    private static (int From, int Count) Tokens(in AttentionQuery query, PageSpan span)
    {
        var from = Math.Max(span.Start, query.Start);
        return (from, Math.Min(span.Start + span.Count, query.End) - from);
    }

    // All but a last single one.
    private int ScoreTogether(float* keys, PageSpan span)
    {
        var queries = stackalloc float*[4];
        var scores = stackalloc float*[4];
        var index = 0;
        for (; index + 1 < _chosenCount; index += 4)
        {
            for (var member = 0; member < 4; member++)
            {
                ref var query = ref _queries[Chosen(index + member)];
                queries[member] = query.Query;
                scores[member] = query.Scores + span.Start;
            }

            if (_chosenCount - index == 3)
                QueryTrio.Score<SingleElement>(queries, keys, _size, scores);
            else
                QueryQuartet.Score<SingleElement>(queries, keys, _size, scores);
        }

        return index;
    }

    // Rows of one prompt see different parts of the last page: those go one by one.
    private void MixFour(int index, float* values, PageSpan span)
    {
        var first = Tokens(_queries[Chosen(index)], span);
        var column = 0;
        if (first == Tokens(_queries[Chosen(index + 1)], span) && first == Tokens(_queries[Chosen(index + 2)], span) && first == Tokens(_queries[Chosen(index + 3)], span))
            column = MixTogether(index, values, span);
        if (column == valueStride)
            return;
        for (var member = index; member < Math.Min(index + 4, _chosenCount); member++)
            MixOne(_queries[_chosen[member]], values, span, column);
    }

    // Four that see the same tokens, or the last two or three. Gives the column after the last whole 64.
    private int MixTogether(int index, float* values, PageSpan span)
    {
        var probabilities = stackalloc float*[4];
        var outputs = stackalloc float*[4];
        for (var member = 0; member < 4; member++)
        {
            ref var query = ref _queries[Chosen(index + member)];
            probabilities[member] = query.Scores;
            outputs[member] = query.Mixed;
        }

        var (from, count) = Tokens(_queries[Chosen(index)], span);
        var first = (nint)(from - span.Start) * valueStride;
        var column = 0;
        for (; column + 64 <= valueStride; column += 64)
        {
            if (_chosenCount - index == 3)
                QueryTrio.Accumulate64<SingleElement>(probabilities, from, values, first + column, valueStride, count, outputs, column);
            else
                QueryQuartet.Accumulate64<SingleElement>(probabilities, from, values, first + column, valueStride, count, outputs, column);
        }

        return column;
    }

    private void MixOne(in AttentionQuery query, float* values, PageSpan span, int column)
    {
        var (from, count) = Tokens(query, span);
        values += (long)(from - span.Start) * valueStride;
        var probabilities = query.Scores + from;
        for (; column + 64 <= valueStride; column += 64)
            PagedAttention.Accumulate64(probabilities, values + column, valueStride, count, query.Mixed + column);
        if (column + 32 <= valueStride)
        {
            PagedAttention.Accumulate32(probabilities, values + column, valueStride, count, query.Mixed + column);
            column += 32;
        }

        if (column < valueStride)
            PagedAttention.Accumulate16(probabilities, values + column, valueStride, count, query.Mixed + column);
    }
}
