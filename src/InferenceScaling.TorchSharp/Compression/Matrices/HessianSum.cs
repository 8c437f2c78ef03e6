using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Compression.Matrices;

/// <summary>Sums a layer's <see cref="Hessian"/> batch by batch, in 64 bits.</summary>
internal sealed class HessianSum : IDisposable
{
    private readonly int _inputs;
    private readonly Tensor _products;

    public HessianSum(int inputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        _inputs = inputs;
        _products = zeros([inputs, inputs], ScalarType.Float64).DetachFromDisposeScope();
    }

    /// <summary>Tokens so far.</summary>
    public long Tokens { get; private set; }

    /// <summary>Adds activations.</summary>
    /// <param name="activations">[…, in], of any type, on any device.</param>
    /// <exception cref="ArgumentException">The last dimension is another.</exception>
    public void Add(Tensor activations)
    {
        if (activations.dim() == 0 || activations.shape[^1] != _inputs)
            throw new ArgumentException($"Activations of shape [{string.Join(", ", activations.shape)}]; expected {_inputs} inputs in the last dimension.", nameof(activations));
        using var scope = NewDisposeScope();
        var rows = activations.reshape(-1, _inputs).to(ScalarType.Float64);
        _products.Add(rows.t().matmul(rows).cpu());
        Tokens += rows.shape[0];
    }

    /// <summary>2/n times the sum.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public Hessian ToHessian()
    {
        if (Tokens == 0)
            throw new InvalidOperationException("A Hessian needs activations of at least one token; none were added. Give calibration texts that reach this layer.");
        using var scaled = _products.Times(2.0 / Tokens);
        return new Hessian(_inputs, scaled.data<double>().ToArray());
    }

    public void Dispose() => _products.Dispose();
}
