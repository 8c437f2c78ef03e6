using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Execution;

namespace InferenceScaling.Models.Cpu;

/// <summary>Runs a decoder with managed SIMD kernels in fp32, from matrices in fp32, bf16 or integers. No native library.</summary>
/// <remarks>
/// Bit-for-bit batch-invariant: a row's outputs do not depend on the other rows, on how its prompt was cut into chunks or its context into segments, or on the number of threads.
/// Called from one thread at a time.
/// </remarks>
public sealed class CpuExecutor : IDecoderExecutor
{
    private readonly CpuKernels _kernels;
    private readonly ForwardPass<Activations> _pass;
    private bool _disposed;

    /// <summary>Reads the weights.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="weights">Its weights; read during the call only.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is not between 1 and 1024, or there is no such weight type.</exception>
    public CpuExecutor(DecoderConfig config, IDecoderWeights weights, CpuOptions? options = null)
        : this(config, weights, options, exceptions: null)
    {
    }

    /// <summary>Reads the weights, some matrices in another type than the rest: for measuring what each contributes.</summary>
    internal CpuExecutor(DecoderConfig config, IDecoderWeights weights, CpuOptions? options, Func<string, WeightType?>? exceptions)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(weights);
        var threads = options?.Threads ?? Math.Min(Environment.ProcessorCount, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 1024, nameof(options));
        _kernels = new(config, threads, new(options?.WeightType ?? WeightType.Auto, config, exceptions), options?.CacheType ?? CacheType.F32);
        try
        {
            _pass = new(config, weights, _kernels);
        }
        catch
        {
            _kernels.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public DecoderConfig Config => _pass.Config;

    /// <inheritdoc/>
    public int PageSize => _kernels.PageSize;

    /// <inheritdoc/>
    public long BytesPerPage => _kernels.BytesPerPage;

    /// <inheritdoc/>
    public long WeightBytes => _kernels.WeightBytes;

    /// <inheritdoc/>
    public void Reserve(int pages)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _kernels.Reserve(pages);
    }

    /// <inheritdoc/>
    public bool GivesStates => true;

    /// <inheritdoc/>
    public int ThreadCount => _kernels.ThreadCount;

    /// <inheritdoc/>
    public void Share(int pieces, Action<int, int> work)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(work);
        _kernels.Share(pieces, work);
    }

    /// <inheritdoc/>
    public void Run(DecoderBatch batch, Span<float> outputs) => Run(batch, outputs, []);

    /// <inheritdoc/>
    public void Run(DecoderBatch batch, Span<float> outputs, Span<float> states)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _pass.Run(batch, outputs, states);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _pass.Dispose();
    }
}
