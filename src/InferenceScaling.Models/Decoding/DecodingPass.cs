using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Decoding;

/// <summary>One pass through the decoder: chooses the rows, runs them and hands out the outputs. Its memory is reused from pass to pass.</summary>
internal sealed class DecodingPass
{
    // 64 MiB of outputs: as many rows of a vocabulary of 150,000 as a pass can use, and no more memory.
    private const int MaxOutputValues = 16 * 1024 * 1024;

    // Below so many outputs, waking a thread costs more than it saves.
    private const int WorthSharing = 1 << 16;

    private readonly IDecoderExecutor _executor;
    private readonly KvTree _tree;
    private readonly ContextCache _cache;
    private readonly DecoderBatch _batch = new();
    private readonly List<DecodingRequest> _scheduled = [];
    private readonly List<int> _independent = [];
    private readonly Dictionary<DecodingRequest, Exception> _failures = [];
    private readonly Sampler[] _samplers;
    private readonly Action<int, int> _acceptIndependent;
    private readonly Dictionary<(KvSegment Context, int Token), SharedRow> _shared = [];
    private readonly int[] _history;
    private readonly int _width;
    private readonly int _maxRows;
    private readonly int _maxOutputs;
    private readonly int _stateWidth;
    private float[] _outputs = [];
    private float[] _states = [];
    private int _stateCount;
    private int _reserved;
    private int _outputCount;
    private int _first;

    public DecodingPass(IDecoderExecutor executor, KvTree tree, ContextCache cache, int maxRows)
    {
        _executor = executor;
        _tree = tree;
        _cache = cache;
        _maxRows = maxRows;
        _width = executor.Config.OutputWidth;
        _stateWidth = executor.Config.HiddenSize;
        _maxOutputs = Math.Clamp(MaxOutputValues / _width, 1, maxRows);
        _history = new int[executor.Config.EmbeddingShifts];
        _samplers = [.. Enumerable.Range(0, Math.Max(1, executor.ThreadCount)).Select(_ => new Sampler())];
        _acceptIndependent = (piece, worker) => Accept(_scheduled[_independent[piece]], worker);
    }

    /// <summary>The requests of the pass.</summary>
    public List<DecodingRequest> Scheduled => _scheduled;

    /// <summary>Fills the pass: first every request that has one token to feed, then the others, oldest first, with as many as there is room for.</summary>
    /// <returns>False if there is no row: nothing to do, or no memory to do it in.</returns>
    public bool Schedule(List<DecodingRequest> active)
    {
        Clear();
        foreach (var request in active)
        {
            if (request.SharesRows)
                CollectionsMarshal.GetValueRefOrAddDefault(_shared, (request.Leaf!, request.Unfed[0]), out _).Requests++;
        }

        var first = _first < active.Count ? _first : 0;
        _first = 0;
        for (var index = 0; index < active.Count; index++)
        {
            var place = (first + index) % active.Count;
            if (active[place].Unfed.Length != 1 || Joins(active[place]))
                continue;

            // Whoever finds no room is the first of the next pass.
            if (!IsFull)
                Schedule(active[place]);
            else if (_first == 0)
                _first = place;
        }

        foreach (var request in active)
        {
            if (!IsFull && request.Unfed.Length > 1)
                Schedule(request);
        }

        return _scheduled.Count > 0;
    }

    /// <summary>Empties the pass: while the loop sleeps it must keep no result alive.</summary>
    public void Clear()
    {
        _batch.Clear();
        _scheduled.Clear();
        _shared.Clear();
        _outputCount = 0;
        _stateCount = 0;
        _independent.Clear();
        _failures.Clear();
    }

    /// <summary>Runs the rows, and has outputs taken where threads can share that out.</summary>
    public void Run()
    {
        if (_reserved < _tree.Capacity)
        {
            var pages = (int)Math.Min(_tree.PageLimit, Math.Max(_tree.Capacity, Math.Max(64L, _reserved * 3L / 2)));
            _executor.Reserve(pages);
            _reserved = pages;
        }

        if (_outputs.Length < _outputCount * _width)
            _outputs = new float[Math.Min(_maxOutputs, Math.Max(_outputCount, 2 * (_outputs.Length / _width))) * _width];
        var outputs = _outputs.AsSpan(0, _outputCount * _width);
        if (_stateCount == 0)
        {
            _executor.Run(_batch, outputs);
        }
        else
        {
            if (_states.Length < _stateCount * _stateWidth)
                _states = new float[_stateCount * _stateWidth];
            _executor.Run(_batch, outputs, _states.AsSpan(0, _stateCount * _stateWidth));
        }

        AcceptTogether();
    }

    /// <summary>Hands all requests their outputs.</summary>
    /// <param name="fail">Told of each request whose outputs could not be taken; the others go on.</param>
    public void Deliver(Action<DecodingRequest, Exception> fail)
    {
        foreach (var request in _scheduled)
        {
            if (_independent.Count == 0 || !request.IsIndependent)
                Accept(request, 0);
            if (_failures.TryGetValue(request, out var failure))
                fail(request, failure);
            else
                request.Advance(request.ScheduledRows);
        }
    }

    private bool IsFull => _batch.RowCount >= _maxRows || _outputCount >= _maxOutputs;

    // Drawing many tokens from a large vocabulary takes as long as a good part of the pass.
    private void AcceptTogether()
    {
        if ((long)_outputCount * _width < WorthSharing)
            return;
        for (var index = 0; index < _scheduled.Count; index++)
        {
            if (_scheduled[index].IsIndependent)
                _independent.Add(index);
        }

        _executor.Share(_independent.Count, _acceptIndependent);
    }

    private void Accept(DecodingRequest request, int worker)
    {
        try
        {
            var (output, state) = (request.FirstOutput, request.FirstState);
            for (var row = 0; row < request.ScheduledRows; row++)
            {
                if (request.WantsOutput(row))
                    request.Accept(row, _outputs.AsSpan(output++ * _width, _width), _samplers[worker]);
                if (request.WantsState(row))
                    request.AcceptState(_states.AsSpan(state++ * _stateWidth, _stateWidth));
            }
        }
        catch (Exception exception)
        {
            lock (_failures)
                _failures.Add(request, exception);
        }
    }

    /// <summary>Gives a request the row of another one that feeds the same token after the same context.</summary>
    /// <returns>Whether the request needs no row of its own: it has one, or there was no memory for it.</returns>
    private bool Joins(DecodingRequest request)
    {
        if (!request.SharesRows || !_shared.TryGetValue((request.Leaf!, request.Unfed[0]), out var row) || !row.WasTried)
            return false;
        if (row.First is not { } first)
            return true;
        if (!ReferenceEquals(request.Leaf, first.Leaf))
        {
            _tree.Release(request.Leaf!);
            request.Leaf = KvTree.Share(first.Leaf!);
        }

        request.ScheduledRows = 1;
        request.FirstOutput = first.FirstOutput;
        _scheduled.Add(request);
        return true;
    }

    private void Schedule(DecodingRequest request)
    {
        if (!request.SharesRows)
        {
            _ = TrySchedule(request, request.Leaf!);
            return;
        }

        // Who holds the context beside those that feed this token needs it as it is.
        ref var row = ref CollectionsMarshal.GetValueRefOrNullRef(_shared, (request.Leaf!, request.Unfed[0]));
        row.WasTried = true;
        var context = request.Leaf!;
        if (context.References == row.Requests)
        {
            row.First = TrySchedule(request, context) ? request : null;
            return;
        }

        var fork = _tree.Fork(context);
        if (!TrySchedule(request, fork))
        {
            _tree.Release(fork);
            return;
        }

        row.First = request;
        request.Leaf = fork;
        _tree.Release(context);
    }

    private bool TrySchedule(DecodingRequest request, KvSegment leaf)
    {
        var unfed = request.Unfed;
        var rows = 0;
        var outputs = 0;
        for (; rows < unfed.Length && _batch.RowCount + rows < _maxRows; rows++)
        {
            if (!request.WantsOutput(rows))
                continue;
            if (_outputCount + outputs == _maxOutputs)
                break;
            outputs++;
        }

        while (rows > 0 && !_tree.TryAppend(leaf, unfed[..rows]))
        {
            if (!_cache.Evict(evenAwaited: false))
                return false;
        }

        if (rows == 0)
            return false;
        request.ScheduledRows = rows;
        request.FirstOutput = _outputCount;
        request.FirstState = _stateCount;
        _outputCount += outputs;
        _scheduled.Add(request);
        _batch.AddSequence(leaf, rows);
        for (var row = 0; row < rows; row++)
        {
            var position = leaf.End - rows + row;
            for (var shift = 0; shift < _history.Length; shift++)
                _history[shift] = position - 1 - shift >= 0 ? leaf.TokenAt(position - 1 - shift) : 0;
            var wantsState = request.WantsState(row);
            _stateCount += wantsState ? 1 : 0;
            _batch.AddRow(unfed[row], position, leaf.Slot(position - leaf.Start), _history, request.WantsOutput(row), wantsState);
        }

        return true;
    }

    private struct SharedRow
    {
        public int Requests;
        public bool WasTried;
        public DecodingRequest? First;
    }
}
