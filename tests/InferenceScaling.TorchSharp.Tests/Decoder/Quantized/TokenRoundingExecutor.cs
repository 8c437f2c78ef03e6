using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Execution;
using InferenceScaling.TorchSharp.Compression.Calibration;

namespace InferenceScaling.TorchSharp.Tests.Decoder.Quantized;

/// <summary>The managed executor in fp32, with every activation that meets a matrix in integers rounded to 8 bits first, a scale a token: what products of integers compute, without integers.</summary>
internal sealed class TokenRoundingExecutor : IDecoderExecutor
{
    private readonly ForwardPass<Activations> _pass;
    private readonly ObservedKernels _kernels;

    public TokenRoundingExecutor(DecoderConfig config, IDecoderWeights weights)
    {
        _kernels = new(new CpuKernels(config, 1, new(WeightType.F32, config), CacheType.F32), new Rounding(weights), name => name);
        _pass = new(config, weights, _kernels);
    }

    public DecoderConfig Config => _pass.Config;

    public int PageSize => _kernels.PageSize;

    public long BytesPerPage => _kernels.BytesPerPage;

    public long WeightBytes => _pass.WeightBytes;

    public void Reserve(int pages) => _kernels.Reserve(pages);

    public void Run(DecoderBatch batch, Span<float> outputs) => _pass.Run(batch, outputs);

    public void Dispose() => _pass.Dispose();

    private sealed class Rounding(IDecoderWeights weights) : IActivationObserver
    {
        public void Observe(IReadOnlyList<string> names, Activations input)
        {
            if (weights.Quantization(names[0] + ".weight") is null)
                return;
            for (var row = 0; row < input.Rows; row++)
            {
                var values = input.Span.Slice(row * input.Width, input.Width);
                var scale = values.ToArray().Max(MathF.Abs) / 127;
                foreach (ref var value in values)
                    value = scale == 0 ? 0 : MathF.Round(value / scale) * scale;
            }
        }
    }
}
