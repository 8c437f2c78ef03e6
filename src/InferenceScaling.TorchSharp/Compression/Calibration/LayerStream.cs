using System.Collections.Immutable;
using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Execution;

namespace InferenceScaling.TorchSharp.Compression.Calibration;

/// <summary>Texts on their way through a decoder, one layer at a time: only the layer under way is in memory, beside the texts' hidden states.</summary>
internal sealed class LayerStream
{
    private readonly DecoderConfig _config;
    private readonly ImmutableArray<ImmutableArray<int>> _windows;
    private readonly float[][] _states;
    private readonly int _threads;

    /// <summary>Embeds the windows.</summary>
    public LayerStream(DecoderConfig config, IDecoderWeights weights, ImmutableArray<ImmutableArray<int>> windows, int threads)
    {
        (_config, _windows, _threads) = (config, windows, threads);
        _states = new float[windows.Length][];
        using var kernels = Kernels(config with { LayerCount = 0, Layers = [] });
        var entry = new DecoderEntry<Activations>(kernels, weights, config);
        var batches = new WindowBatch(kernels.PageSize, config.EmbeddingShifts);
        for (var index = 0; index < windows.Length; index++)
        {
            batches.Use(windows[index].AsSpan(), outputs: false, batch =>
            {
                using var stream = entry.Apply(batch);
                _states[index] = stream.Span.ToArray();
            });
        }
    }

    /// <summary>By window: [tokens, hidden], behind the layers that were advanced through.</summary>
    public IReadOnlyList<float[]> States => _states;

    /// <summary>Runs the windows through a layer.</summary>
    /// <param name="layer">The layer; those before it have been advanced through.</param>
    /// <param name="weights">The whole decoder's weights.</param>
    /// <param name="observer">Looks on; null for nobody.</param>
    /// <param name="advance">Whether the windows are behind the layer afterwards.</param>
    /// <param name="cancellationToken">Stops between two windows. What has advanced is lost.</param>
    public void Run(int layer, IDecoderWeights weights, IActivationObserver? observer, bool advance, CancellationToken cancellationToken)
    {
        var single = _config with { LayerCount = 1, Layers = [_config.Layers[layer]] };
        var view = new SingleLayerWeights(weights, layer);
        var own = Kernels(single);
        using DecoderKernels<Activations> kernels = observer is null ? own : new ObservedKernels(own, observer, view.Outer);
        kernels.LoadAttention(view);
        var block = new DecoderLayer<Activations>(kernels, view, single, 0);
        var batches = new WindowBatch(kernels.PageSize, _config.EmbeddingShifts);
        for (var index = 0; index < _windows.Length; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            batches.Use(_windows[index].AsSpan(), outputs: false, batch =>
            {
                kernels.Reserve(batches.Pages);
                using var pass = kernels.Begin(batch);
                using var stream = own.Pool.Rent(batch.RowCount, _config.HiddenSize);
                _states[index].CopyTo(stream.Span);
                block.Apply(stream, batch.RowCount);
                if (advance)
                    stream.Span.CopyTo(_states[index]);
            });
        }
    }

    private CpuKernels Kernels(DecoderConfig config) => new(config, _threads, new(WeightType.Auto, config), CacheType.F32);
}
