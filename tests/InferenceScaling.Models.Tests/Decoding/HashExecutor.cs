using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Tests.Decoding;

/// <summary>A decoder whose logits are a hash of the whole context as it is read back from the slots: a wrong slot, position, fork or order changes them.</summary>
internal sealed class HashExecutor : IDecoderExecutor
{
    private (int Token, int Position)[] _slots = [];
    private int _threadId = -1;

    public required DecoderConfig Config { get; init; }

    public int PageSize { get; init; } = 4;

    public long BytesPerPage => PageSize * 10L;

    public long WeightBytes => 1000;

    public int ThreadCount { get; init; } = 1;

    /// <summary>Pieces of work that were shared out.</summary>
    public int SharedPieces { get; private set; }

    /// <summary>Called before every pass.</summary>
    public Action<DecoderBatch>? BeforeRun { get; init; }

    /// <summary>Changes a row of logits, given the context's tokens.</summary>
    public Action<int[], float[]>? Bias { get; init; }

    public long RowsRun { get; private set; }

    public int Passes { get; private set; }

    public int LargestPass { get; private set; }

    public bool IsDisposed { get; private set; }

    public static DecoderConfig Tiny(int vocabulary = 64, int shifts = 0, int outputs = 0) => new()
    {
        Family = "hash",
        VocabularySize = vocabulary,
        ContextLength = 4096,
        HiddenSize = 1,
        LayerCount = 1,
        EmbeddingShifts = shifts,
        OutputWidth = outputs == 0 ? vocabulary : outputs,
    };

    public void Reserve(int pages)
    {
        CheckThread();
        pages.Should().BeGreaterThan(_slots.Length / PageSize);
        Array.Resize(ref _slots, pages * PageSize);
    }

    public void Run(DecoderBatch batch, Span<float> outputs)
    {
        CheckThread();
        BeforeRun?.Invoke(batch);
        Passes++;
        RowsRun += batch.RowCount;
        LargestPass = Math.Max(LargestPass, batch.RowCount);
        for (var row = 0; row < batch.RowCount; row++)
            _slots[batch.Slots[row]] = (batch.Tokens[row], batch.Positions[row]);
        outputs.Length.Should().Be(batch.OutputRows.Length * Config.OutputWidth);
        var output = 0;
        foreach (var sequence in batch.Sequences)
        {
            var slots = new int[sequence.Leaf.End];
            sequence.Leaf.CopySlots(slots);
            for (var row = sequence.FirstRow; row < sequence.FirstRow + sequence.RowCount; row++)
            {
                var context = Context(slots.AsSpan(0, batch.Positions[row] + 1));
                context[^1].Should().Be(batch.Tokens[row]);
                CheckHistory(batch, row, context);
                if (!batch.OutputRows.Contains(row))
                    continue;
                var logits = Logits(context);
                logits.CopyTo(outputs[(output++ * Config.OutputWidth)..]);
            }
        }
    }

    public void Share(int pieces, Action<int, int> work)
    {
        CheckThread();
        SharedPieces += pieces;
        Parallel.For(0, ThreadCount, thread =>
        {
            for (var piece = thread; piece < pieces; piece += ThreadCount)
                work(piece, thread);
        });
    }

    /// <summary>What the model says after a context: the oracle of the tests.</summary>
    public float[] Logits(int[] context)
    {
        var key = new PathRandom(0);
        foreach (var token in context)
            key = key.Child(token);
        var logits = new float[Config.OutputWidth];
        for (var id = 0; id < logits.Length; id++)
            logits[id] = (float)(key.Uniform((ulong)id) * 8);
        Bias?.Invoke(context, logits);
        return logits;
    }

    public void Dispose()
    {
        CheckThread();
        IsDisposed = true;
    }

    private int[] Context(ReadOnlySpan<int> slots)
    {
        var context = new int[slots.Length];
        for (var position = 0; position < slots.Length; position++)
        {
            var (token, stored) = _slots[slots[position]];
            if (stored != position)
                throw new InvalidOperationException($"The slot of position {position} holds position {stored}.");
            context[position] = token;
        }

        return context;
    }

    private void CheckHistory(DecoderBatch batch, int row, int[] context)
    {
        for (var shift = 0; shift < Config.EmbeddingShifts; shift++)
        {
            var position = context.Length - 2 - shift;
            if (batch.History[(row * Config.EmbeddingShifts) + shift] != (position >= 0 ? context[position] : 0))
                throw new InvalidOperationException($"Row {row} has the wrong token {shift + 1} places before it.");
        }
    }

    private void CheckThread()
    {
        if (_threadId < 0)
            _threadId = Environment.CurrentManagedThreadId;
        if (_threadId != Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("The executor was called from another thread.");
    }
}
