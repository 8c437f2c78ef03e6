using InferenceScaling.Models.Decoding;

namespace InferenceScaling.TorchSharp.Compression.Calibration;

/// <summary>A window of tokens as a batch of its own, read from its start.</summary>
internal sealed class WindowBatch(int pageSize, int shifts)
{
    private readonly KvTree _tree = new(pageSize, 1 << 20);
    private readonly DecoderBatch _batch = new();
    private readonly int[] _history = new int[shifts];

    /// <summary>Pages that must be reserved for the windows so far.</summary>
    public int Pages => _tree.Capacity;

    /// <summary>Fills the batch, lets somebody use it, and empties it.</summary>
    /// <param name="tokens">The window.</param>
    /// <param name="outputs">Whether outputs are wanted of every token but the last.</param>
    /// <param name="use">What is done with it.</param>
    public void Use(ReadOnlySpan<int> tokens, bool outputs, Action<DecoderBatch> use)
    {
        var segment = _tree.Fork(null);
        try
        {
            if (!_tree.TryAppend(segment, tokens))
                throw new ArgumentException($"A window has {tokens.Length} tokens; there is no room for so many.", nameof(tokens));
            _batch.Clear();
            _batch.AddSequence(segment, tokens.Length);
            for (var place = 0; place < tokens.Length; place++)
            {
                for (var shift = 0; shift < _history.Length; shift++)
                    _history[shift] = place - 1 - shift >= 0 ? tokens[place - 1 - shift] : 0;
                _batch.AddRow(tokens[place], place, segment.Slot(place), _history, output: outputs && place < tokens.Length - 1);
            }

            use(_batch);
        }
        finally
        {
            _tree.Release(segment);
        }
    }
}
