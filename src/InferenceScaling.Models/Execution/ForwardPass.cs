using System.Numerics.Tensors;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Execution;

/// <summary>The one decoder: runs every family from its <see cref="DecoderConfig"/>, on whatever kernels it is given. Owns the kernels, which own the weights.</summary>
internal sealed class ForwardPass<T> : IDisposable
    where T : class, IDisposable
{
    private readonly DecoderKernels<T> _kernels;
    private readonly DecoderEntry<T> _entry;
    private readonly DecoderLayer<T>[] _layers;
    private readonly NormLayer<T> _finalNorm;
    private readonly LinearLayer<T>? _headDense;
    private readonly LinearLayer<T> _head;

    public ForwardPass(DecoderConfig config, IDecoderWeights weights, DecoderKernels<T> kernels)
    {
        Config = config;
        _kernels = kernels;
        _entry = new(kernels, weights, config);
        kernels.LoadAttention(weights);
        _layers = [.. Enumerable.Range(0, config.LayerCount).Select(layer => new DecoderLayer<T>(kernels, weights, config, layer))];
        _finalNorm = kernels.Norm(weights, "final_norm");
        _headDense = config.Head.Dense ? kernels.Linear(weights, "head_dense") : null;
        _head = kernels.Linear(weights, config.Head.Tied ? "embed" : "head");
        WeightBytes = _entry.Bytes + _layers.Sum(layer => layer.Bytes) + (_headDense?.Bytes ?? 0) + _head.Bytes;
    }

    public DecoderConfig Config { get; }

    public long WeightBytes { get; }

    public void Run(DecoderBatch batch, Span<float> outputs, Span<float> states = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Check(batch, outputs.Length);
        if (states.Length < batch.StateRows.Length * Config.HiddenSize)
            throw new ArgumentException($"The span for hidden states holds {states.Length} numbers; {batch.StateRows.Length} rows of {Config.HiddenSize} are wanted.", nameof(states));
        outputs = outputs[..(batch.OutputRows.Length * Config.OutputWidth)];
        states = states[..(batch.StateRows.Length * Config.HiddenSize)];
        using var pass = _kernels.Begin(batch);
        using var stream = _entry.Apply(batch);
        foreach (var layer in _layers.AsSpan(..^1))
            layer.Apply(stream, batch.RowCount);

        // Behind the last layer's keys and values, only rows that somebody reads are computed.
        if (_kernels.WantsAllRows || (!outputs.IsEmpty && !states.IsEmpty))
        {
            _layers[^1].Apply(stream, batch.RowCount);
            if (!outputs.IsEmpty)
                Output(stream, batch.OutputRows, outputs);
            if (!states.IsEmpty)
                State(stream, batch.StateRows, states);
        }
        else if (!outputs.IsEmpty)
        {
            using var last = ApplyLast(stream, batch.OutputRows, batch.RowCount);
            OutputAll(last ?? stream, outputs);
        }
        else if (!states.IsEmpty)
        {
            using var last = ApplyLast(stream, batch.StateRows, batch.RowCount);
            StateAll(last ?? stream, states);
        }
        else
        {
            _layers[^1].Store(stream);
        }
    }

    public void Dispose() => _kernels.Dispose();

    // Null: all rows are wanted, and the stream has them.
    private T? ApplyLast(T stream, ReadOnlySpan<int> rows, int rowCount)
    {
        if (rows.Length < rowCount)
            return _layers[^1].Apply(stream, rows);
        _layers[^1].Apply(stream, rowCount);
        return null;
    }

    private void State(T stream, ReadOnlySpan<int> rows, Span<float> states)
    {
        using var selected = _kernels.SelectRows(stream, rows);
        StateAll(selected, states);
    }

    private void StateAll(T stream, Span<float> states)
    {
        using var normed = _finalNorm.Apply(stream);
        _kernels.CopyTo(normed, states);
    }

    private void Output(T stream, ReadOnlySpan<int> rows, Span<float> outputs)
    {
        using var selected = _kernels.SelectRows(stream, rows);
        OutputAll(selected, outputs);
    }

    private void OutputAll(T stream, Span<float> outputs)
    {
        using var normed = _finalNorm.Apply(stream);
        if (_headDense is null)
        {
            Output(normed, outputs);
            return;
        }

        using var dense = _headDense.Apply(normed);
        using var active = _kernels.Activate(dense, Activation.Relu, gated: false);
        Output(active, outputs);
    }

    private void Output(T hidden, Span<float> outputs)
    {
        _kernels.Apply(_head, hidden, outputs);
        var head = Config.Head;
        if (head.Multiplier != 1)
            TensorPrimitives.Multiply(outputs, (float)head.Multiplier, outputs);
        if (head.SoftCap == 0)
            return;
        for (var row = 0; row < outputs.Length; row += Config.OutputWidth)
        {
            var values = outputs.Slice(row, Config.OutputWidth);
            TensorPrimitives.Divide(values, (float)head.SoftCap, values);
            TensorPrimitives.Tanh(values, values);
            TensorPrimitives.Multiply(values, (float)head.SoftCap, values);
        }
    }

    private void Check(DecoderBatch batch, int outputLength)
    {
        if (batch.RowCount == 0)
            throw new ArgumentException("The batch has no rows; expected at least one.", nameof(batch));
        if (outputLength < (long)batch.OutputRows.Length * Config.OutputWidth)
            throw new ArgumentException($"The span for outputs holds {outputLength} numbers; {batch.OutputRows.Length} rows of {Config.OutputWidth} are wanted.", nameof(batch));
        if (batch.History.Length != batch.RowCount * Config.EmbeddingShifts)
            throw new ArgumentException($"The batch has {batch.History.Length} earlier tokens; {batch.RowCount} rows with {Config.EmbeddingShifts} each are expected.", nameof(batch));
        CheckIds(batch.Tokens);
        CheckIds(batch.History);
        foreach (var position in batch.Positions)
        {
            if (position < 0 || (Config.Embedding.LearnedPositions && position >= Config.ContextLength))
                throw new ArgumentOutOfRangeException(nameof(batch), position, $"Position {position} is outside the {Config.ContextLength} this decoder has learned.");
        }
    }

    private void CheckIds(ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            if ((uint)id >= (uint)Config.VocabularySize)
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"Token {id} is not one of the {Config.VocabularySize} this decoder knows.");
        }
    }
}
