using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Decoding;

/// <summary>Rows for one pass through the decoder, as parallel arrays. Reused from pass to pass: no allocation once it has grown.</summary>
public sealed class DecoderBatch
{
    private readonly List<int> _tokens = [];
    private readonly List<int> _positions = [];
    private readonly List<int> _slots = [];
    private readonly List<int> _history = [];
    private readonly List<int> _outputRows = [];
    private readonly List<int> _stateRows = [];
    private readonly List<BatchSequence> _sequences = [];

    /// <summary>Number of rows.</summary>
    public int RowCount => _tokens.Count;

    /// <summary>Token id of each row.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Position of each row in its sequence, from zero.</summary>
    public ReadOnlySpan<int> Positions => CollectionsMarshal.AsSpan(_positions);

    /// <summary>Where each row's keys and values go: page × page size + offset.</summary>
    public ReadOnlySpan<int> Slots => CollectionsMarshal.AsSpan(_slots);

    /// <summary>[rows, <c>DecoderConfig.EmbeddingShifts</c>]: the tokens one, two, … places before each row's; 0 before the start. Empty for decoders without shifted embeddings.</summary>
    public ReadOnlySpan<int> History => CollectionsMarshal.AsSpan(_history);

    /// <summary>The rows whose outputs are wanted, ascending.</summary>
    public ReadOnlySpan<int> OutputRows => CollectionsMarshal.AsSpan(_outputRows);

    /// <summary>The rows whose hidden states are wanted, ascending.</summary>
    public ReadOnlySpan<int> StateRows => CollectionsMarshal.AsSpan(_stateRows);

    /// <summary>Which rows belong together.</summary>
    public ReadOnlySpan<BatchSequence> Sequences => CollectionsMarshal.AsSpan(_sequences);

    /// <summary>Empties the batch, keeping its memory.</summary>
    public void Clear()
    {
        _tokens.Clear();
        _positions.Clear();
        _slots.Clear();
        _history.Clear();
        _outputRows.Clear();
        _stateRows.Clear();
        _sequences.Clear();
    }

    /// <summary>Starts the rows of a sequence; <see cref="AddRow"/> adds them.</summary>
    /// <param name="leaf">The segment that already counts the rows' tokens.</param>
    /// <param name="rowCount">How many rows follow.</param>
    public void AddSequence(KvSegment leaf, int rowCount) => _sequences.Add(new(leaf, RowCount, rowCount));

    /// <summary>Adds a row to the sequence started last.</summary>
    /// <param name="token">Token id.</param>
    /// <param name="position">Position in the sequence.</param>
    /// <param name="slot">Where its keys and values go.</param>
    /// <param name="history">The tokens before it, nearest first, as many as the decoder's embedding has shifts.</param>
    /// <param name="output">Whether its outputs are wanted.</param>
    /// <param name="state">Whether its hidden state is wanted.</param>
    public void AddRow(int token, int position, int slot, ReadOnlySpan<int> history, bool output, bool state = false)
    {
        if (state)
            _stateRows.Add(RowCount);
        if (output)
            _outputRows.Add(RowCount);
        _tokens.Add(token);
        _positions.Add(position);
        _slots.Add(slot);
        _history.AddRange(history);
    }
}
