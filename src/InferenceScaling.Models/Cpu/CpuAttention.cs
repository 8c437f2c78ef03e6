using System.Numerics.Tensors;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu.Pairs;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Cpu;

/// <summary>Norms, rotates and stores queries, keys and values, then attends: one piece of work a block of rows and key-value head, the query heads of all rows together.</summary>
internal sealed unsafe class CpuAttention : IDisposable
{
    // Many lines can be on their way to the second-level cache at once, few to the first: far ahead into the one, shortly before use into the other.
    private const int PagesAhead = 12;
    private const int PagesShortlyAhead = 2;
    private const int RowsWithTime = 4;

    // With fewer, waking a helper costs more than it saves.
    private const int RowsToStoreTogether = 12;

    private readonly DecoderConfig _config;
    private readonly AttentionConfig[] _layers;
    private readonly int _largestGroup;
    private readonly CpuKernels _kernels;
    private readonly KeyValuePages _pages;
    private readonly AttentionPlan _plan = new();
    private readonly RotaryTable?[] _tables;
    private readonly CpuNorm?[] _queryNorms;
    private readonly CpuNorm?[] _keyNorms;
    private readonly Storing _storing;
    private readonly Attending _attending;
    private readonly AttentionBlock[] _blocks;
    private int[] _positions = [];
    private int[] _slots = [];
    private bool[] _long = [];
    private float* _projected;
    private float* _output;
    private int _layer;
    private int _rows;

    public CpuAttention(DecoderConfig config, CpuKernels kernels, CacheType type)
    {
        _config = config;
        _layers = [.. Enumerable.Range(0, config.LayerCount).Select(config.AttentionOf)];
        _largestGroup = _layers.Select(Group).DefaultIfEmpty(1).Max();
        _kernels = kernels;
        _pages = new(config, type);
        _tables = [Table(config.Rope, false), Table(config.Rope, true), Table(config.LocalRope, false), Table(config.LocalRope, true)];
        _queryNorms = new CpuNorm?[config.LayerCount];
        _keyNorms = new CpuNorm?[config.LayerCount];
        _storing = new(this);
        _attending = new(this);
        _blocks = [.. Enumerable.Range(0, kernels.ThreadCount).Select(_ => new AttentionBlock(config.Attention, _pages.ValueStride, type, type == CacheType.BF16 ? PairBlock.TryCreate(config.Attention.HeadSize, _pages.ValueStride) : null))];
    }

    public long BytesPerPage => _pages.BytesPerPage;

    public void Reserve(int pages) => _pages.Reserve(pages);

    public void LoadNorms(IDecoderWeights weights, Func<IDecoderWeights, string, CpuNorm> load)
    {
        if (_config.Attention.QueryKeyNorm == QueryKeyNorm.None)
            return;
        for (var layer = 0; layer < _config.LayerCount; layer++)
        {
            _queryNorms[layer] = load(weights, $"layers.{layer}.attention.q_norm");
            _keyNorms[layer] = load(weights, $"layers.{layer}.attention.k_norm");
        }
    }

    public void Begin(DecoderBatch batch)
    {
        _plan.Set(batch, KeyValuePages.PageSize, _largestGroup, _kernels.ThreadCount);
        if (_positions.Length < batch.RowCount)
        {
            _positions = new int[batch.RowCount * 2];
            _slots = new int[batch.RowCount * 2];
            _long = new bool[batch.RowCount * 2];
        }

        batch.Positions.CopyTo(_positions);
        batch.Slots.CopyTo(_slots);
        Check(batch);
        foreach (var sequence in batch.Sequences)
            _long.AsSpan(sequence.FirstRow, sequence.RowCount).Fill(_config.Rope is { Scaling: RopeScaling.LongRope } rope && sequence.Leaf.End > rope.OriginalContextLength);
        foreach (var table in _tables)
            table?.Reserve(_plan.LongestContext);
        foreach (var block in _blocks)
            block.Reserve(_plan.BlockSize * _largestGroup, _plan.LongestContext);
    }

    public Activations Attend(int layer, Activations projected)
    {
        var output = _kernels.Pool.Rent(projected.Rows, _layers[layer].QueryWidth);
        _layer = layer;
        _rows = projected.Rows;
        _projected = projected.Pointer;
        _output = output.Pointer;
        _kernels.Run(_storing, projected.Rows, projected.Rows >= RowsToStoreTogether);

        // A prompt's rows attend to each other: all keys are stored before any is read.
        _kernels.Run(_attending, _plan.BlockCount * _layers[layer].KeyValueHeadCount, (long)projected.Rows * _plan.LongestContext >= 64);
        return output;
    }

    public void Dispose()
    {
        _pages.Dispose();
        foreach (var block in _blocks)
            block.Dispose();
    }

    // Query heads that share keys and values.
    private static int Group(AttentionConfig attention) => attention.HeadCount / attention.KeyValueHeadCount;

    private static RotaryTable? Table(RopeConfig? rope, bool longSequence) => rope is null || (longSequence && rope.Scaling != RopeScaling.LongRope) ? null : new(rope, longSequence);

    private void Check(DecoderBatch batch)
    {
        foreach (var slot in batch.Slots)
        {
            if (slot < 0 || slot / KeyValuePages.PageSize >= _pages.Count)
                throw new ArgumentOutOfRangeException(nameof(batch), slot, $"Slot {slot} lies outside the {_pages.Count} pages reserved; call Reserve first.");
        }

        foreach (var span in _plan.Spans)
        {
            if ((uint)span.Page >= (uint)_pages.Count)
                throw new ArgumentOutOfRangeException(nameof(batch), span.Page, $"Page {span.Page} lies outside the {_pages.Count} pages reserved; call Reserve first.");
        }
    }

    private void Store(int row)
    {
        var attention = _layers[_layer];
        if (row + 1 < _rows && _slots[row + 1] / KeyValuePages.PageSize is var next && next != _slots[row] / KeyValuePages.PageSize)
        {
            // A key goes into every line of its page.
            for (var head = 0; head < attention.KeyValueHeadCount; head++)
                _pages.AskForKeys(next, _layer, head, veryNext: true);
        }

        var size = attention.HeadSize;
        var query = _projected + ((long)row * (attention.QueryWidth + (2 * attention.KeyValueWidth)));
        var key = query + attention.QueryWidth;
        var value = key + attention.KeyValueWidth;
        Norm(_queryNorms[_layer], query, attention.QueryWidth);
        Norm(_keyNorms[_layer], key, attention.KeyValueWidth);

        var settings = _config.Layers[_layer];
        if (settings.Rotary && _tables[(settings.LocalRope ? 2 : 0) + (_long[row] && !settings.LocalRope ? 1 : 0)] is { } table)
        {
            for (var head = 0; head < attention.HeadCount; head++)
                table.Rotate(query + (head * size), _positions[row]);
            for (var head = 0; head < attention.KeyValueHeadCount; head++)
                table.Rotate(key + (head * size), _positions[row]);
        }

        var queries = new Span<float>(query, attention.QueryWidth);
        TensorPrimitives.Multiply(queries, (float)attention.Scale, queries);
        if (_pages.Type == CacheType.BF16)
            CacheFormats.Round(query, attention.QueryWidth);
        for (var head = 0; head < attention.KeyValueHeadCount; head++)
            _pages.Store(_slots[row], _layer, head, key + (head * size), value + (head * size));
    }

    private void Norm(CpuNorm? norm, float* values, int width)
    {
        if (norm is null)
            return;
        var step = _config.Attention.QueryKeyNorm == QueryKeyNorm.Head ? _config.Attention.HeadSize : width;
        for (var offset = 0; offset < width; offset += step)
            norm.Apply(values + offset, values + offset, step);
    }

    private void Attend(int number, int head, int worker)
    {
        var attention = _layers[_layer];
        var size = attention.HeadSize;
        var group = Group(attention);
        var window = _config.Layers[_layer].Window;
        var block = _blocks[worker];
        var rows = _plan.Rows(number);
        block.Begin(_plan.LongestContext);
        foreach (var row in rows)
        {
            var query = _projected + ((long)row * (attention.QueryWidth + (2 * attention.KeyValueWidth))) + ((long)head * group * size);
            var end = _positions[row] + 1;
            for (var member = 0; member < group; member++)
                block.Add(query + (member * size), window > 0 ? Math.Max(0, end - window) : 0, end);
        }

        var spans = _plan.SpansOf(number);
        for (var index = 0; index < spans.Length; index++)
        {
            if (index + PagesAhead < spans.Length)
                _pages.AskForKeys(spans[index + PagesAhead].Page, _layer, head, veryNext: false);
            if (index + PagesShortlyAhead < spans.Length && IsSoonThrough(spans[index]))
                _pages.AskForKeys(spans[index + PagesShortlyAhead].Page, _layer, head, veryNext: true);
            Score(block, spans[index], group, head);
        }

        for (var index = 0; index < Math.Min(PagesAhead, spans.Length); index++)
            _pages.AskForValues(spans[index].Page, _layer, head, spans[index].Count, index < PagesShortlyAhead);
        block.Normalize();
        for (var index = 0; index < spans.Length; index++)
        {
            if (index + PagesAhead < spans.Length)
                _pages.AskForValues(spans[index + PagesAhead].Page, _layer, head, spans[index + PagesAhead].Count, veryNext: false);
            if (index + PagesShortlyAhead < spans.Length && IsSoonThrough(spans[index]))
                _pages.AskForValues(spans[index + PagesShortlyAhead].Page, _layer, head, spans[index + PagesShortlyAhead].Count, veryNext: true);
            Mix(block, spans[index], group, head);
        }

        for (var row = 0; row < rows.Length; row++)
        {
            var output = _output + ((long)rows[row] * attention.QueryWidth) + ((long)head * group * size);
            for (var member = 0; member < group; member++)
                block.Write((row * group) + member, output + (member * size));
        }
    }

    // With a page that many rows attend to, there is time to fetch the next ones from the second-level cache.
    private static bool IsSoonThrough(PageSpan span) => span.Last - span.First < RowsWithTime;

    private void Score(AttentionBlock block, PageSpan span, int group, int head)
    {
        if (block.ReadsPairs)
            block.Score((ushort*)_pages.Keys(span.Page, _layer, head), span, group);
        else if (block.Choose(span, group))
            block.Score(_pages.Keys(span.Page, _layer, head, block.Page), span);
    }

    private void Mix(AttentionBlock block, PageSpan span, int group, int head)
    {
        if (block.ReadsPairs)
            block.Mix((ushort*)_pages.Values(span.Page, _layer, head), span, group);
        else if (block.Choose(span, group))
            block.Mix(_pages.Values(span.Page, _layer, head, block.Page), span);
    }

    private sealed class Storing(CpuAttention attention) : ParallelWork
    {
        public override void Do(int piece, int worker) => attention.Store(piece);
    }

    private sealed class Attending(CpuAttention attention) : ParallelWork
    {
        public override void Do(int piece, int worker)
        {
            var (block, head) = Math.DivRem(piece, attention._layers[attention._layer].KeyValueHeadCount);
            attention.Attend(block, head, worker);
        }
    }
}
