using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Execution;
using InferenceScaling.TorchSharp.Decoder.Quantized;
using InferenceScaling.TorchSharp.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Decoder;

/// <summary>libtorch's operators on any device. Every tensor a pass makes dies with the pass.</summary>
internal sealed class TorchKernels : DecoderKernels<Tensor>
{
    private readonly DecoderConfig _config;
    private readonly TorchWeights _weights;
    private readonly ProductChoice _products;
    private readonly List<Tensor> _norms = [];
    private readonly TorchAttention _attention;

    public TorchKernels(DecoderConfig config, Device device, ScalarType dataType, ProductChoice products)
    {
        _config = config;
        _products = products;
        Device = device;
        _weights = new(device, dataType);
        _attention = new(config, this);
    }

    public Device Device { get; }

    public long WeightBytes => _weights.Bytes;

    public override int PageSize => TorchAttention.PageSize;

    public override long BytesPerPage => _attention.BytesPerPage;

    public override LinearLayer<Tensor> Linear(IDecoderWeights weights, params ReadOnlySpan<string> names)
    {
        var bias = _weights.Vector(weights, names, ".bias");
        if (_products.TakesIntegers(weights, names))
            return new IntegerLinear(_weights.Integers(weights, names), bias);

        // Logits need all their bits: 8 would turn close calls into ties.
        return new TorchLinear(_weights.Matrix(weights, names, exact: names[0] is "embed" or "head" or "head_dense"), bias);
    }

    public override NormLayer<Tensor> Norm(IDecoderWeights weights, string name) => LoadNorm(weights, name);

    public TorchNorm LoadNorm(IDecoderWeights weights, string name)
    {
        var weight = _weights.Vector(weights, [name], ".weight");
        if (weight is not null && _config.Norm.WeightOffset != 0)
        {
            weight = weight.Plus(_config.Norm.WeightOffset).DetachFromDisposeScope();
            _norms.Add(weight);
        }

        return new(_config.Norm, weight, _weights.Vector(weights, [name], ".bias"));
    }

    public override EmbeddingTable<Tensor> Embedding(IDecoderWeights weights, string name) => new TorchEmbedding(_weights.Matrix(weights, [name], exact: true), this);

    public override void LoadAttention(IDecoderWeights weights) => _attention.LoadNorms(weights);

    public override void Reserve(int pages) => _attention.Reserve(pages);

    public override IDisposable Begin(DecoderBatch batch)
    {
        var pass = new Pass();
        try
        {
            _attention.Begin(batch);
            return pass;
        }
        catch
        {
            pass.Dispose();
            throw;
        }
    }

    public override Tensor Attend(int layer, Tensor projected) => _attention.Attend(layer, projected);

    public override Tensor Activate(Tensor input, Activation activation, bool gated)
    {
        if (!gated)
            return Apply(input, activation);
        var width = input.shape[1] / 2;
        using var left = input.narrow(1, 0, width);
        using var right = input.narrow(1, width, width);
        return Apply(left, activation).mul_(right);
    }

    public override void Add(Tensor target, Tensor source, double scale) => target.Add(source, scale);

    public override void Scale(Tensor target, double scale) => target.Multiply(scale);

    public override Tensor SelectRows(Tensor source, ReadOnlySpan<int> rows)
    {
        using var index = Index(rows);
        return source.index_select(0, index);
    }

    public override void AddRows(Tensor target, Tensor source, ReadOnlySpan<int> rows, ReadOnlySpan<float> scales)
    {
        using var index = Index(rows);
        using var weights = Floats(scales.ToArray(), rows.Length, 1);
        using var scaled = source * weights;
        target.AddRows(index, scaled);
    }

    public override Tensor Zeros(int rows, int width) => zeros([rows, width], ScalarType.Float32, Device);

    public override void CopyTo(Tensor source, Span<float> destination)
    {
        using var near = source.cpu();
        using var dense = near.contiguous();
        dense.data<float>().CopyTo(destination);
    }

    /// <summary>Integers on the device.</summary>
    public Tensor Index(ReadOnlySpan<int> values)
    {
        using var near = tensor(values.ToArray());
        return near.to(ScalarType.Int64, Device);
    }

    /// <summary>Numbers on the device.</summary>
    public Tensor Floats(float[] values, params ReadOnlySpan<long> shape)
    {
        using var near = tensor(values);
        using var far = near.to(Device);
        return far.reshape(shape.ToArray());
    }

    public override void Dispose()
    {
        _attention.Dispose();
        foreach (var norm in _norms)
            norm.Dispose();
        _weights.Dispose();
    }

    private static Tensor Apply(Tensor input, Activation activation)
    {
        switch (activation)
        {
            case Activation.Silu:
                return nn.functional.silu(input);
            case Activation.Relu:
                return nn.functional.relu(input);
            case Activation.ReluSquared:
                return nn.functional.relu(input).Raise(2);
            case Activation.Gelu:
                using (var scaled = input.Times(1 / Math.Sqrt(2)))
                    return scaled.erf_().Add(1).mul(input).Multiply(0.5);
            default:
                using (var cube = input.Power(3))
                using (var inner = cube.Multiply(0.044715).Add(input).Multiply(Math.Sqrt(2 / Math.PI)))
                    return inner.tanh_().Add(1).mul(input).Multiply(0.5);
        }
    }

    /// <summary>No gradients, and an end for every tensor made meanwhile. Both belong to the thread that runs the pass.</summary>
    private sealed class Pass : IDisposable
    {
        private readonly IDisposable _mode = inference_mode();
        private readonly DisposeScope _scope = NewDisposeScope();

        public void Dispose()
        {
            _scope.Dispose();
            _mode.Dispose();
        }
    }
}
