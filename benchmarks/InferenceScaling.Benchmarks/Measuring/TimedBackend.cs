using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Benchmarks.Measuring;

/// <summary>A backend that tells for how long its executors compute.</summary>
internal sealed class TimedBackend(Backend backend) : Backend
{
    private long _ticks;

    /// <summary>Time that passes through decoders took since the last call.</summary>
    public TimeSpan Take() => TimeSpan.FromTicks(Interlocked.Exchange(ref _ticks, 0));

    public override IDecoderExecutor CreateExecutor(DecoderConfig config, IDecoderWeights weights) => new Executor(backend.CreateExecutor(config, weights), this);

    public override MemoryEstimate EstimateMemory(DecoderConfig config, IDecoderWeights? weights = null) => backend.EstimateMemory(config, weights);

    private sealed class Executor(IDecoderExecutor executor, TimedBackend clock) : IDecoderExecutor
    {
        public DecoderConfig Config => executor.Config;

        public int PageSize => executor.PageSize;

        public long BytesPerPage => executor.BytesPerPage;

        public long WeightBytes => executor.WeightBytes;

        public bool GivesStates => executor.GivesStates;

        public int ThreadCount => executor.ThreadCount;

        public void Reserve(int pages) => executor.Reserve(pages);

        public void Run(DecoderBatch batch, Span<float> outputs) => Run(batch, outputs, []);

        public void Run(DecoderBatch batch, Span<float> outputs, Span<float> states)
        {
            var started = TimeProvider.System.GetTimestamp();
            executor.Run(batch, outputs, states);
            Interlocked.Add(ref clock._ticks, TimeProvider.System.GetElapsedTime(started).Ticks);
        }

        public void Share(int pieces, Action<int, int> work) => executor.Share(pieces, work);

        public void Dispose() => executor.Dispose();
    }
}
