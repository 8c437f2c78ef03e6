using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models.Execution;

/// <summary>down(activation(gate(x)) · up(x)), or down(activation(up(x))) without a gate.</summary>
internal sealed class GatedFeedForward<T>
    where T : class, IDisposable
{
    private readonly DecoderKernels<T> _kernels;
    private readonly Activation _activation;
    private readonly bool _gated;
    private readonly LinearLayer<T> _up;
    private readonly LinearLayer<T> _down;

    public GatedFeedForward(DecoderKernels<T> kernels, IDecoderWeights weights, string prefix, Activation activation, bool gated)
    {
        _kernels = kernels;
        _activation = activation;
        _gated = gated;
        _up = gated ? kernels.Linear(weights, prefix + "gate", prefix + "up") : kernels.Linear(weights, prefix + "up");
        _down = kernels.Linear(weights, prefix + "down");
    }

    public long Bytes => _up.Bytes + _down.Bytes;

    /// <summary>The whole of it, after a norm where there is one.</summary>
    public T Apply(NormLayer<T>? norm, T input)
    {
        using var wide = _kernels.Apply(norm, _up, input);
        return _kernels.Apply(_activation, _gated, _down, wide);
    }

    /// <summary>Adds the whole of it, times a factor, to other rows, which may be the input.</summary>
    public void AddTo(T target, NormLayer<T>? norm, T input, double scale)
    {
        using var wide = _kernels.Apply(norm, _up, input);
        _kernels.AddProduct(target, _activation, _gated, _down, wide, scale);
    }
}
