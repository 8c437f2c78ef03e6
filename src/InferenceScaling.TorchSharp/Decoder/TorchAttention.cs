using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;
using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Decoder;

/// <summary>Attention from plain operators: gathers keys and values by slot, then product, softmax, product.</summary>
internal sealed class TorchAttention(DecoderConfig config, TorchKernels kernels) : IDisposable
{
    public const int PageSize = 16;

    private readonly AttentionConfig[] _layers = [.. Enumerable.Range(0, config.LayerCount).Select(config.AttentionOf)];
    private readonly Tensor?[] _keys = new Tensor?[config.LayerCount];
    private readonly Tensor?[] _values = new Tensor?[config.LayerCount];
    private readonly TorchNorm?[] _queryNorms = new TorchNorm?[config.LayerCount];
    private readonly TorchNorm?[] _keyNorms = new TorchNorm?[config.LayerCount];
    private readonly RotaryTable?[] _tables = [Table(config.Rope, false), Table(config.Rope, true), Table(config.LocalRope, false)];
    private readonly List<AttentionGroup> _groups = [];
    private readonly Dictionary<bool, (Tensor Cosines, Tensor Sines, int Pairs)?> _angles = [];
    private Tensor? _slots;
    private int _pages;

    public long BytesPerPage => 2L * sizeof(float) * PageSize * _layers.Sum(layer => (long)layer.KeyValueWidth);

    public void Reserve(int pages)
    {
        if (pages <= _pages)
            return;
        var grown = Math.Max(pages, _pages + Math.Max(16, _pages / 2));
        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            _keys[layer] = Grow(_keys[layer], grown, _layers[layer]);
            _values[layer] = Grow(_values[layer], grown, _layers[layer]);
        }

        _pages = grown;
    }

    public void LoadNorms(IDecoderWeights weights)
    {
        for (var layer = 0; layer < config.LayerCount && config.Attention.QueryKeyNorm != QueryKeyNorm.None; layer++)
        {
            _queryNorms[layer] = kernels.LoadNorm(weights, $"layers.{layer}.attention.q_norm");
            _keyNorms[layer] = kernels.LoadNorm(weights, $"layers.{layer}.attention.k_norm");
        }
    }

    public void Begin(DecoderBatch batch)
    {
        foreach (var slot in batch.Slots)
        {
            if (slot < 0 || slot >= _pages * PageSize)
                throw new ArgumentOutOfRangeException(nameof(batch), slot, $"Slot {slot} lies outside the {_pages} pages reserved; call Reserve first.");
        }

        _groups.Clear();
        _angles.Clear();
        _slots = kernels.Index(batch.Slots);
        var sequences = batch.Sequences.ToArray();
        foreach (var group in sequences.GroupBy(sequence => sequence.RowCount == 1 ? -1 : sequence.FirstRow))
            _groups.Add(new(kernels, [.. group], config.Layers.Select(layer => layer.Window)));

        var beyond = sequences.SelectMany(sequence => Enumerable.Repeat(config.Rope is { Scaling: RopeScaling.LongRope } rope && sequence.Leaf.End > rope.OriginalContextLength, sequence.RowCount)).ToArray();
        _angles[false] = Angles(batch.Positions, beyond, local: false);
        _angles[true] = Angles(batch.Positions, beyond, local: true);
    }

    public Tensor Attend(int layer, Tensor projected)
    {
        using var scope = NewDisposeScope();
        var attention = _layers[layer];
        var rows = projected.shape[0];
        var query = projected.narrow(1, 0, attention.QueryWidth);
        var key = projected.narrow(1, attention.QueryWidth, attention.KeyValueWidth);
        var value = projected.narrow(1, attention.QueryWidth + attention.KeyValueWidth, attention.KeyValueWidth).reshape(rows, attention.KeyValueHeadCount, attention.HeadSize);
        query = Prepare(query, attention.HeadCount, _queryNorms[layer], layer).Times(attention.Scale);
        key = Prepare(key, attention.KeyValueHeadCount, _keyNorms[layer], layer);
        _keys[layer]!.index_copy_(0, _slots!, key);
        _values[layer]!.index_copy_(0, _slots!, value);

        var output = empty([rows, attention.QueryWidth], ScalarType.Float32, kernels.Device);
        foreach (var group in _groups)
            output.index_copy_(0, group.RowIndex, Attend(layer, query.index_select(0, group.RowIndex), group));
        return output.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            _keys[layer]?.Dispose();
            _values[layer]?.Dispose();
        }
    }

    private static RotaryTable? Table(RopeConfig? rope, bool longSequence) => rope is null || (longSequence && rope.Scaling != RopeScaling.LongRope) ? null : new(rope, longSequence);

    // Query heads of a group share keys: they become more rows of one product.
    private Tensor Attend(int layer, Tensor query, AttentionGroup group)
    {
        var attention = _layers[layer];
        long heads = attention.KeyValueHeadCount, members = attention.HeadCount / attention.KeyValueHeadCount, size = attention.HeadSize;
        long sequences = group.Sequences, rows = group.Rows, context = group.Context;
        var keys = _keys[layer]!.index_select(0, group.Slots).reshape(sequences, context, heads, size).permute(0, 2, 3, 1);
        var values = _values[layer]!.index_select(0, group.Slots).reshape(sequences, context, heads, size).permute(0, 2, 1, 3);
        var folded = query.reshape(sequences, rows, heads, members, size).permute(0, 2, 3, 1, 4).reshape(sequences, heads, members * rows, size);
        var scores = folded.matmul(keys);
        if (attention.SoftCap > 0)
            scores = scores.Divide(attention.SoftCap).tanh_().Multiply(attention.SoftCap);
        scores = scores.reshape(sequences, heads, members, rows, context).Add(group.Mask(config.Layers[layer].Window));
        var mixed = nn.functional.softmax(scores, -1).reshape(sequences, heads, members * rows, context).matmul(values);
        return mixed.reshape(sequences, heads, members, rows, size).permute(0, 3, 1, 2, 4).reshape(sequences * rows, attention.QueryWidth);
    }

    private Tensor Prepare(Tensor values, int heads, TorchNorm? norm, int layer)
    {
        if (norm is not null && config.Attention.QueryKeyNorm == QueryKeyNorm.Width)
            values = norm.Apply(values);
        values = values.reshape(values.shape[0], heads, config.Attention.HeadSize);
        if (norm is not null && config.Attention.QueryKeyNorm == QueryKeyNorm.Head)
            values = norm.Apply(values);
        var settings = config.Layers[layer];
        if (!settings.Rotary || _angles[settings.LocalRope] is not var (cosines, sines, pairs))
            return values;
        var first = values.narrow(2, 0, pairs);
        var second = values.narrow(2, pairs, pairs);
        var turned = new List<Tensor> { (first * cosines) - (second * sines), (second * cosines).Plus(first * sines) };
        if (2 * pairs < config.Attention.HeadSize)
            turned.Add(values.narrow(2, 2 * pairs, config.Attention.HeadSize - (2 * pairs)));
        return cat(turned, 2);
    }

    private (Tensor Cosines, Tensor Sines, int Pairs)? Angles(ReadOnlySpan<int> positions, bool[] beyond, bool local)
    {
        if (_tables[local ? 2 : 0] is not { } table)
            return null;
        var longTable = local ? null : _tables[1];
        var highest = 0;
        foreach (var position in positions)
            highest = Math.Max(highest, position);
        table.Reserve(highest + 1);
        longTable?.Reserve(highest + 1);
        var cosines = new float[positions.Length * table.Pairs];
        var sines = new float[positions.Length * table.Pairs];
        for (var row = 0; row < positions.Length; row++)
        {
            var chosen = beyond[row] && longTable is not null ? longTable : table;
            chosen.Cosines.AsSpan(positions[row] * table.Pairs, table.Pairs).CopyTo(cosines.AsSpan(row * table.Pairs));
            chosen.Sines.AsSpan(positions[row] * table.Pairs, table.Pairs).CopyTo(sines.AsSpan(row * table.Pairs));
        }

        return (kernels.Floats(cosines, positions.Length, 1, table.Pairs), kernels.Floats(sines, positions.Length, 1, table.Pairs), table.Pairs);
    }

    private Tensor Grow(Tensor? old, int pages, AttentionConfig attention)
    {
        using var scope = NewDisposeScope();
        var grown = zeros([(long)pages * PageSize, attention.KeyValueHeadCount, attention.HeadSize], ScalarType.Float32, kernels.Device);
        if (old is not null)
        {
            grown.narrow(0, 0, old.shape[0]).copy_(old);
            old.Dispose();
        }

        return grown.MoveToOuterDisposeScope().DetachFromDisposeScope();
    }
}
