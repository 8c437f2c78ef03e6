namespace InferenceScaling.Models.Cpu;

/// <summary>
/// A few threads that share out pieces of work. The caller works too. Each thread has a range of neighbouring pieces, the same part of every work, so that what it wrote is still in its cache when the next work reads it;
/// whoever is through with its own takes from the others', so a thread that loses its core delays nothing but its own piece.
/// </summary>
/// <remarks>One caller at a time. Helpers spin briefly between passes, then sleep; where other pools need the processors, they sleep at once and the caller works alone.</remarks>
internal sealed class WorkerPool : IDisposable
{
    private const int SpinRounds = 1500;

    private readonly ProcessorShare _share;
    private readonly Thread[] _helpers;
    private readonly PieceRange[] _ranges;
    private readonly SemaphoreSlim _wake = new(0);

    private long _round;
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
        _ranges = new PieceRange[threads];
        _helpers = new Thread[threads - 1];
        for (var index = 0; index < _helpers.Length; index++)
        {
            var worker = index + 1;
            _helpers[index] = new Thread(() => Help(worker)) { IsBackground = true, Name = $"decoder worker {worker}" };
            _helpers[index].Start();
        }
    }

    public int ThreadCount => _ranges.Length;

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
        if (_helpers.Length == 0 || pieces <= 1 || pieces > PieceRange.MostPieces || _share.IsCrowded(_computing))
        {
            RunAlone(work, pieces);
            return;
        }

        _work = work;
        _failure = null;
        Volatile.Write(ref _done, 0);
        _round++;
        for (var thread = 0; thread < _ranges.Length; thread++)
            _ranges[thread].Set(_round, First(thread, pieces), First(thread + 1, pieces));
        var sleeping = Volatile.Read(ref _sleeping);
        if (sleeping > 0)
            _wake.Release(sleeping);

        DoAll(0);
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

    // Neighbouring threads have neighbouring pieces, the caller the first.
    private int First(int thread, int pieces) => (int)((((long)thread * pieces) + _ranges.Length - 1) / _ranges.Length);

    // What a thread has claimed and not yet counted keeps the round from ending, so the work is the claimed one's.
    private bool DoAll(int worker)
    {
        var count = 0;
        for (var offset = 0; offset < _ranges.Length; offset++)
        {
            ref var range = ref _ranges[(worker + offset) % _ranges.Length];
            while (range.TryClaim(out var piece))
            {
                Do(piece, worker);
                count++;
            }
        }

        if (count > 0)
            Interlocked.Add(ref _done, count);
        return count > 0;
    }

    private void Do(int piece, int worker)
    {
        try
        {
            _work!.Do(piece, worker);
        }
#pragma warning disable CA1031 // It is thrown again on the caller's thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
        }
    }

    private void Help(int worker)
    {
        var idle = 0;
        while (!_stopping)
        {
            if (_ranges[worker].HasPieces && DoAll(worker))
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
            if (!_ranges[worker].HasPieces && !_stopping)
                _wake.Wait();
            Interlocked.Decrement(ref _sleeping);
        }
    }
}
