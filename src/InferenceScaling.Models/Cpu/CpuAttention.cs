using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Cpu;

/// <summary>Norms, rotates and stores queries, keys and values, then attends: one piece of work a row and key-value head, its query heads together.</summary>
internal sealed unsafe class CpuAttention : IDisposable
{
    private readonly DecoderConfig _config;
    private readonly CpuKernels _kernels;
    private readonly KeyValuePages _pages;
    private readonly ContextRuns _runs = new();
    private readonly RotaryTable?[] _tables;
    private readonly CpuNorm?[] _queryNorms;
    private readonly CpuNorm?[] _keyNorms;
    private readonly Storing _storing;
    private readonly Attending _attending;
    private readonly NativeBuffer?[] _scores;
    private int[] _positions = [];
    private int[] _slots = [];
    private bool[] _long = [];
    private float* _projected;
    private float* _output;
    private int _layer;

    public CpuAttention(DecoderConfig config, CpuKernels kernels)
    {
        _config = config;
        _kernels = kernels;
        _pages = new(config);
        _tables = [Table(config.Rope, false), Table(config.Rope, true), Table(config.LocalRope, false), Table(config.LocalRope, true)];
        _queryNorms = new CpuNorm?[config.LayerCount];
        _keyNorms = new CpuNorm?[config.LayerCount];
        _storing = new(this);
        _attending = new(this);
        _scores = new NativeBuffer?[kernels.ThreadCount];
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
        _runs.Set(batch, KeyValuePages.PageSize);
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
            table?.Reserve(_runs.LongestContext);

        var room = (long)(_runs.LongestContext + 48) * (_config.Attention.HeadCount / _config.Attention.KeyValueHeadCount);
        for (var worker = 0; worker < _scores.Length; worker++)
        {
            if (_scores[worker] is { } scores && scores.Length >= room)
                continue;
            _scores[worker]?.Dispose();
            _scores[worker] = new NativeBuffer(room * 3 / 2);
        }
    }

    public Activations Attend(int layer, Activations projected)
    {
        var output = _kernels.Pool.Rent(projected.Rows, _config.Attention.QueryWidth);
        _layer = layer;
        _projected = projected.Pointer;
        _output = output.Pointer;
        _kernels.Run(_storing, projected.Rows, projected.Rows >= 32);

        // A prompt's rows attend to each other: all keys are stored before any is read.
        _kernels.Run(_attending, projected.Rows * _config.Attention.KeyValueHeadCount, (long)projected.Rows * _runs.LongestContext >= 64);
        return output;
    }

    public void Dispose()
    {
        _pages.Dispose();
        foreach (var scores in _scores)
            scores?.Dispose();
    }

    private static RotaryTable? Table(RopeConfig? rope, bool longSequence) => rope is null || (longSequence && rope.Scaling != RopeScaling.LongRope) ? null : new(rope, longSequence);

    private void Check(DecoderBatch batch)
    {
        foreach (var slot in batch.Slots)
        {
            if (slot < 0 || slot / KeyValuePages.PageSize >= _pages.Count)
                throw new ArgumentOutOfRangeException(nameof(batch), slot, $"Slot {slot} lies outside the {_pages.Count} pages reserved; call Reserve first.");
        }

        for (var row = 0; row < batch.RowCount; row++)
        {
            foreach (var (page, _, _) in _runs.Of(row))
            {
                if ((uint)page >= (uint)_pages.Count)
                    throw new ArgumentOutOfRangeException(nameof(batch), page, $"Page {page} lies outside the {_pages.Count} pages reserved; call Reserve first.");
            }
        }
    }

    private void Store(int row)
    {
        var attention = _config.Attention;
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

        var scale = (float)attention.Scale;
        for (var index = 0; index < attention.QueryWidth; index++)
            query[index] *= scale;
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

    private void Attend(int row, int head, int worker)
    {
        var attention = _config.Attention;
        var size = attention.HeadSize;
        var group = attention.HeadCount / attention.KeyValueHeadCount;
        var end = _positions[row] + 1;
        var window = _config.Layers[_layer].Window;
        var start = window > 0 ? Math.Max(0, end - window) : 0;
        var runs = _runs.Of(row);
        var query = _projected + ((long)row * (attention.QueryWidth + (2 * attention.KeyValueWidth))) + ((long)head * group * size);
        var stride = _runs.LongestContext + 48;
        var scores = _scores[worker]!.Pointer;

        foreach (var (page, first, count) in runs)
        {
            if (first >= end || first + count <= start)
                continue;
            var keys = _pages.Keys(page, _layer, head);
            for (var member = 0; member < group; member++)
                PagedAttention.Score(query + (member * size), keys, size, scores + ((long)member * stride) + first);
        }

        var mixed = stackalloc float[_pages.ValueStride];
        var output = _output + ((long)row * attention.QueryWidth) + ((long)head * group * size);
        for (var member = 0; member < group; member++)
        {
            var line = scores + ((long)member * stride);
            var sum = PagedAttention.Exponentiate(line + start, end - start, (float)attention.SoftCap);
            Mix(runs, head, start, end, line, mixed);
            for (var index = 0; index < size; index++)
                output[(member * size) + index] = mixed[index] / sum;
        }
    }

    private void Mix(ReadOnlySpan<(int Page, int Start, int Count)> runs, int head, int start, int end, float* probabilities, float* mixed)
    {
        var stride = _pages.ValueStride;
        new Span<float>(mixed, stride).Clear();
        foreach (var (page, first, count) in runs)
        {
            var from = Math.Max(first, start);
            var tokens = Math.Min(first + count, end) - from;
            if (tokens <= 0)
                continue;
            var values = _pages.Values(page, _layer, head) + ((long)(from - first) * stride);
            var column = 0;
            for (; column + 64 <= stride; column += 64)
                PagedAttention.Accumulate64(probabilities + from, values + column, stride, tokens, mixed + column);
            if (column + 32 <= stride)
            {
                PagedAttention.Accumulate32(probabilities + from, values + column, stride, tokens, mixed + column);
                column += 32;
            }

            if (column < stride)
                PagedAttention.Accumulate16(probabilities + from, values + column, stride, tokens, mixed + column);
        }
    }

    private sealed class Storing(CpuAttention attention) : ParallelWork
    {
        public override void Do(int piece, int worker) => attention.Store(piece);
    }

    private sealed class Attending(CpuAttention attention) : ParallelWork
    {
        public override void Do(int piece, int worker)
        {
            var (row, head) = Math.DivRem(piece, attention._config.Attention.KeyValueHeadCount);
            attention.Attend(row, head, worker);
        }
    }
}
