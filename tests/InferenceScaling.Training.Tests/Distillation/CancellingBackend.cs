using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Training.Tests.Distillation;

/// <summary>The managed executor, which cancels something at its n-th pass: in the middle of a text.</summary>
internal sealed class CancellingBackend(CancellationTokenSource cancel, int runs) : Backend
{
    private readonly Backend _backend = Backend.Cpu();
    private int _runs;

    // It computes the same.
    public override string ToString() => _backend.ToString()!;

    public override IDecoderExecutor CreateExecutor(DecoderConfig config, IDecoderWeights weights) => new Executor(_backend.CreateExecutor(config, weights), Count);

    private void Count()
    {
        if (++_runs == runs)
            cancel.Cancel();
    }

    private sealed class Executor(IDecoderExecutor executor, Action run) : IDecoderExecutor
    {
        public DecoderConfig Config => executor.Config;

        public int PageSize => executor.PageSize;

        public long BytesPerPage => executor.BytesPerPage;

        public long WeightBytes => executor.WeightBytes;

        public void Reserve(int pages) => executor.Reserve(pages);

        public void Run(DecoderBatch batch, Span<float> outputs)
        {
            run();
            executor.Run(batch, outputs);
        }

        public void Dispose() => executor.Dispose();
    }
}
