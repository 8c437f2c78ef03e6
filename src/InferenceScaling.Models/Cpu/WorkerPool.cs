namespace InferenceScaling.Models.Cpu;

/// <summary>A few threads that share out pieces of work. The caller works too; whoever is free claims the next piece, so a thread that loses its core delays nothing but its own piece.</summary>
/// <remarks>One caller at a time. Helpers spin briefly between passes, then sleep; where other pools need the processors, they sleep at once and the caller works alone.</remarks>
internal sealed class WorkerPool : IDisposable
{
    private const int FieldBits = 24;
    private const long FieldMask = (1L << FieldBits) - 1;
    private const int SpinRounds = 1500;

    private readonly ProcessorShare _share;
    private readonly Thread[] _helpers;
    private readonly SemaphoreSlim _wake = new(0);

    // Round, number of pieces, next piece: one word, so that a claim belongs to exactly one round.
    private long _state;
    private int _done;
    private int _sleeping;
    private volatile bool _computing;
    private volatile bool _stopping;
    private volatile ParallelWork? _work;
    private Exception? _failure;

    public WorkerPool(int threads, ProcessorShare? share = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _share = share ?? ProcessorShare.OfProcess;
        ThreadCount = threads;
        _helpers = new Thread[threads - 1];
        for (var index = 0; index < _helpers.Length; index++)
        {
            var worker = index + 1;
            _helpers[index] = new Thread(() => Help(worker)) { IsBackground = true, Name = $"decoder worker {worker}" };
            _helpers[index].Start();
        }
    }

    public int ThreadCount { get; }

    /// <summary>Says that work comes in quick succession from now on.</summary>
    public void Begin()
    {
        _share.Enter();
        _computing = true;
    }

    /// <summary>Says that it is over.</summary>
    public void End()
    {
        _computing = false;
        _share.Leave();
    }

    /// <summary>Does all pieces and returns when they are done.</summary>
    public void Run(ParallelWork work, int pieces)
    {
        if (_helpers.Length == 0 || pieces <= 1 || pieces > FieldMask || _share.IsCrowded(_computing))
        {
            RunAlone(work, pieces);
            return;
        }

        _work = work;
        _failure = null;
        Volatile.Write(ref _done, 0);
        var round = (Volatile.Read(ref _state) >> (2 * FieldBits)) + 1;
        Interlocked.Exchange(ref _state, (round << (2 * FieldBits)) | ((long)pieces << FieldBits));
        var sleeping = Volatile.Read(ref _sleeping);
        if (sleeping > 0)
            _wake.Release(sleeping);

        while (TryDoOne(0))
        {
        }

        var spinner = default(SpinWait);
        while (Volatile.Read(ref _done) < pieces)
            spinner.SpinOnce(sleep1Threshold: -1);
        if (_failure is { } failure)
            throw Failed(failure);
    }

    /// <summary>Does all pieces on the caller's thread.</summary>
    public static void RunAlone(ParallelWork work, int pieces)
    {
        try
        {
            for (var piece = 0; piece < pieces; piece++)
                work.Do(piece, 0);
        }
        catch (Exception exception)
        {
            throw Failed(exception);
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _wake.Release(Math.Max(_helpers.Length, 1));
        foreach (var helper in _helpers)
            helper.Join();
        _wake.Dispose();
    }

    private static InvalidOperationException Failed(Exception failure) => new("A decoder kernel failed.", failure);

    private bool TryDoOne(int worker)
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            var piece = state & FieldMask;
            if (piece >= ((state >> FieldBits) & FieldMask))
                return false;
            if (Interlocked.CompareExchange(ref _state, state + 1, state) != state)
                continue;

            // The round cannot end before this piece is counted, so the work is the claimed one's.
            try
            {
                _work!.Do((int)piece, worker);
            }
#pragma warning disable CA1031 // It is thrown again on the caller's thread.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref _failure, exception, null);
            }

            Interlocked.Increment(ref _done);
            return true;
        }
    }

    private void Help(int worker)
    {
        var idle = 0;
        while (!_stopping)
        {
            if (TryDoOne(worker))
            {
                idle = 0;
                continue;
            }

            if (++idle < SpinRounds && !_share.IsCrowded(_computing))
            {
                Thread.SpinWait(8);
                continue;
            }

            idle = 0;
            Interlocked.Increment(ref _sleeping);
            if (!HasWork() && !_stopping)
                _wake.Wait();
            Interlocked.Decrement(ref _sleeping);
        }
    }

    private bool HasWork()
    {
        var state = Volatile.Read(ref _state);
        return (state & FieldMask) < ((state >> FieldBits) & FieldMask);
    }
}
