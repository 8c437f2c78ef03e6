using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Execution;
using InferenceScaling.TorchSharp.Decoder.Quantized;
using InferenceScaling.TorchSharp.Native;
using TorchSharp;

namespace InferenceScaling.TorchSharp.Decoder;

/// <summary>Runs a decoder with libtorch's operators.</summary>
/// <remarks>
/// Called from one thread at a time. A row's outputs agree with those in any other batch to fp32 rounding, but not bit for bit: libtorch chooses kernels by the number of rows.
/// Where that matters on a CPU, use the default of <c>Backend.Torch()</c>.
/// </remarks>
public sealed class TorchExecutor : IDecoderExecutor
{
    private readonly TorchKernels _kernels;
    private readonly ForwardPass<torch.Tensor> _pass;
    private bool _disposed;

    /// <summary>Reads the weights.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="weights">Its weights; read during the call only.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="TorchOptions.QuantizedProducts"/> is none of its values.</exception>
    /// <exception cref="TorchUnavailableException">There is no libtorch for this system, or it does not load.</exception>
    public TorchExecutor(DecoderConfig config, IDecoderWeights weights, TorchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(weights);
        TorchRuntime.EnsureLoaded();
        options ??= new();
        using var mode = torch.inference_mode();
        var device = torch.device(options.Device);
        var products = new ProductChoice(options, device);
        _kernels = new(config, device, options.DataType == TorchDataType.BFloat16 ? torch.bfloat16 : torch.float32, products);
        try
        {
            _pass = new(config, weights, _kernels);
            products.Report();
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
