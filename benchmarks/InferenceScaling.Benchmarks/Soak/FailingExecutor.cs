using System.Diagnostics;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Benchmarks.Soak;

/// <summary>An executor whose passes are timed, and of which some fail.</summary>
internal sealed class FailingExecutor(IDecoderExecutor executor, int passesAFailure, ulong seed) : IDecoderExecutor
{
    private readonly PathRandom _random = PathRandom.Root(seed, "failures");
    private readonly Lock _gate = new();
    private List<double> _milliseconds = [];
    private long _passes;

    /// <summary>Passes so far, with those that failed.</summary>
    public long Passes => Volatile.Read(ref _passes);

    public DecoderConfig Config => executor.Config;

    public int PageSize => executor.PageSize;

    public long BytesPerPage => executor.BytesPerPage;

    public long WeightBytes => executor.WeightBytes;

    public int ThreadCount => executor.ThreadCount;

    public void Reserve(int pages) => executor.Reserve(pages);

    public void Share(int pieces, Action<int, int> work) => executor.Share(pieces, work);

    public void Run(DecoderBatch batch, Span<float> outputs)
    {
        var pass = Interlocked.Increment(ref _passes);
        if (_random.Bits((ulong)pass) % (ulong)passesAFailure == 0)
            throw new IOException("This pass was made to fail.");
        var start = Stopwatch.GetTimestamp();
        executor.Run(batch, outputs);
        var taken = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        lock (_gate)
            _milliseconds.Add(taken);
    }

    /// <summary>What the passes since the last call took.</summary>
    public IReadOnlyList<double> TakeTimes()
    {
        lock (_gate)
        {
            var taken = _milliseconds;
            _milliseconds = new(taken.Count);
            return taken;
        }
    }

    public void Dispose() => executor.Dispose();
}
