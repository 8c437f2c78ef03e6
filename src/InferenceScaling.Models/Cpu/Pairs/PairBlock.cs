namespace InferenceScaling.Models.Cpu.Pairs;

/// <summary>What a block of attention computes in pairs of bf16: queries and probabilities are rounded once, pages are read as they lie.</summary>
/// <param name="products">The products.</param>
/// <param name="size">Width of a head, a multiple of 8.</param>
/// <param name="valueStride">Columns of a page's values.</param>
internal sealed unsafe class PairBlock(PairProducts products, int size, int valueStride) : IDisposable
{
    private NativeBuffer? _queries;
    private NativeBuffer? _probabilities;

    // Probabilities of a query.
    private int _room;

    /// <summary>Products in pairs for heads of a width, where the machine has them.</summary>
    public static PairBlock? TryCreate(int size, int valueStride) => size % 8 == 0 && PairProducts.Best is { } products ? new(products, size, valueStride) : null;

    /// <summary>Makes room.</summary>
    /// <param name="queries">Most queries of a block.</param>
    /// <param name="room">Most numbers of all their probabilities.</param>
    public void Reserve(int queries, long room)
    {
        if (_queries is null || _queries.Length < queries * (long)size / 2)
        {
            _queries?.Dispose();
            _queries = null;
            _queries = new NativeBuffer(queries * (long)size / 2);
        }

        if (_probabilities is not null && _probabilities.Length >= (room + 1) / 2)
            return;
        _probabilities?.Dispose();
        _probabilities = null;

        // Contexts grow token by token: memory for them does not.
        _probabilities = new NativeBuffer((room * 3 / 4) + 1);
    }

    /// <summary>Begins a block.</summary>
    /// <param name="room">Probabilities of a query: positions, and some more.</param>
    public void Begin(int room) => _room = room;

    /// <summary>Takes a query.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="query">[size], rounded to bf16.</param>
    public void SetQuery(int index, float* query) => PairLayout.Pack(query, size, Query(index));

    /// <summary>Scores of neighbouring queries with a page's keys.</summary>
    /// <param name="first">The first query.</param>
    /// <param name="count">How many.</param>
    /// <param name="keys">The page.</param>
    /// <param name="scores">Receives 16 for each.</param>
    /// <param name="stride">From one query's to the next's.</param>
    public void Score(int first, int count, ushort* keys, float* scores, long stride)
    {
        var call = new PairCall
        {
            Rows = (ushort*)Query(first),
            RowStride = size * sizeof(ushort),
            Page = keys,
            Steps = size / 8,
            Results = scores,
            ResultStride = stride * sizeof(float),
        };
        products.Score(count, &call);
    }

    /// <summary>Turns a query's scores into probabilities, unnormalised, with zeros for positions around them that a page may reach to.</summary>
    /// <param name="index">The query.</param>
    /// <param name="scores">By position, with room for 16 more.</param>
    /// <param name="softCap">0 for none.</param>
    /// <param name="from">Position from which a page may be read.</param>
    /// <param name="start">The first that the query attends to.</param>
    /// <param name="end">The one after the last.</param>
    /// <param name="to">Position up to which a page may be read.</param>
    /// <returns>The sum of the probabilities.</returns>
    public float Exponentiate(int index, float* scores, float softCap, int from, int start, int end, int to)
    {
        var row = Probabilities(index);
        new Span<ushort>(row - start, start - from).Clear();
        var sum = PagedAttention.ExponentiateBackwards(scores + start, end - start, softCap, row - start);
        new Span<ushort>(row - to, to - end).Clear();
        return sum;
    }

    /// <summary>Adds a page's values to the mixtures of neighbouring queries.</summary>
    /// <param name="first">The first query.</param>
    /// <param name="count">How many.</param>
    /// <param name="position">Position of the page's first token.</param>
    /// <param name="values">The page.</param>
    /// <param name="tokens">How many tokens it holds.</param>
    /// <param name="mixed">The first query's mixture.</param>
    public void Mix(int first, int count, int position, ushort* values, int tokens, float* mixed)
    {
        for (var column = 0; column < valueStride; column += 16 * PairCode.MostParts)
        {
            var parts = Math.Min(PairCode.MostParts, (valueStride - column) / 16);
            var call = new PairCall
            {
                Rows = Probabilities(first) - position - 2,
                RowStride = _room * sizeof(ushort),
                Page = values + (2 * column),
                PairStride = valueStride * sizeof(uint),
                Steps = tokens / 2,
                Mask = PairCall.All,
                Results = mixed + column,
                ResultStride = valueStride * sizeof(float),
            };
            var last = call with { Rows = call.Rows - (tokens - 1), Page = call.Page + ((tokens - 1) * valueStride), Steps = 1, Mask = PairCall.UpperOnly };
            if (tokens > 1)
                products.Mix(count, parts, &call);
            if (tokens % 2 != 0)
                products.Mix(count, parts, &last);
        }
    }

    public void Dispose()
    {
        _queries?.Dispose();
        _probabilities?.Dispose();
        _queries = _probabilities = null;
    }

    // Behind position 0, which is the last.
    private ushort* Probabilities(int index) => (ushort*)_probabilities!.Pointer + ((index + 1) * (long)_room);

    private uint* Query(int index) => (uint*)_queries!.Pointer + (index * (long)size / 2);
}
