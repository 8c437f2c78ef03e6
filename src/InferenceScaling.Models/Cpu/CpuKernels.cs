using System.Numerics.Tensors;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu.Int8;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Execution;

namespace InferenceScaling.Models.Cpu;

/// <summary>Managed fp32 kernels. Every number is computed in an order that depends on its own row alone: batch, chunks of prompts and threads leave no trace.</summary>
internal sealed unsafe class CpuKernels : DecoderKernels<Activations>
{
    private readonly DecoderConfig _config;
    private readonly MatrixLoader _matrices;
    private readonly WorkerPool _workers;
    private readonly Pass _pass;
    private readonly Sharing _sharing = new();
    private readonly CpuAttention _attention;
    private readonly Activations _results = new();
    private readonly List<IDisposable> _owned = [];
    private readonly Dictionary<(Activation, bool), (IRowFunction Function, RowWork Work)> _functions = [];

    public CpuKernels(DecoderConfig config, int threads, WeightPrecision precision, CacheType cache)
    {
        _config = config;
        _matrices = new(precision);
        _workers = new(threads);
        _pass = new(_workers);
        Scratch = new(threads);
        _attention = new(config, this, cache);
    }

    public ActivationPool Pool { get; } = new();

    /// <summary>What a product of 8-bit integers is made from; one product at a time.</summary>
    public QuantizedRows Quantized { get; } = new();

    /// <summary>Where rows are made ready for 8-bit products, and their results wait to be added.</summary>
    public ThreadScratch Scratch { get; }

    public int ThreadCount => _workers.ThreadCount;

    public override int PageSize => KeyValuePages.PageSize;

    public override long BytesPerPage => _attention.BytesPerPage;

    /// <summary>Memory of the weights, each matrix counted once.</summary>
    public long WeightBytes => _matrices.Bytes;

    /// <summary>Shares out work if it is worth it.</summary>
    public void Run(ParallelWork work, int pieces, bool share)
    {
        if (share)
            _workers.Run(work, pieces);
        else
            WorkerPool.RunAlone(work, pieces);
    }

    /// <summary>Shares out work that is none of a pass.</summary>
    public void Share(int pieces, Action<int, int> work)
    {
        _sharing.Work = work;
        _workers.Begin();
        try
        {
            _workers.Run(_sharing, pieces);
        }
        finally
        {
            _workers.End();
            _sharing.Work = null;
        }
    }

    public override LinearLayer<Activations> Linear(IDecoderWeights weights, params ReadOnlySpan<string> names)
    {
        var parts = _matrices.Load(weights, names);
        return parts is [var only] ? only.CreateLinear(this) : new JoinedLinear([.. parts.Select(part => (part, part.CreateLinear(this)))], Pool);
    }

    public override NormLayer<Activations> Norm(IDecoderWeights weights, string name) => LoadNorm(weights, name);

    public override EmbeddingTable<Activations> Embedding(IDecoderWeights weights, string name) => new CpuEmbedding(_matrices.Load(weights, [name])[0], this);

    public override void LoadAttention(IDecoderWeights weights) => _attention.LoadNorms(weights, LoadNorm);

    public override void Reserve(int pages) => _attention.Reserve(pages);

    public override IDisposable Begin(DecoderBatch batch)
    {
        _attention.Begin(batch);
        _workers.Begin();
        return _pass;
    }

    public override Activations Attend(int layer, Activations projected) => _attention.Attend(layer, projected);

    public override Activations Activate(Activations input, Activation activation, bool gated)
    {
        var output = Pool.Rent(input.Rows, gated ? input.Width / 2 : input.Width);
        var work = FunctionOf(activation, gated).Work;
        work.Set(input, output);
        Run(work, input.Rows, output.Span.Length >= 1 << 15);
        return output;
    }

    /// <summary>Rows are normed where they are rounded, and never written in between.</summary>
    public override Activations Apply(NormLayer<Activations>? norm, LinearLayer<Activations> linear, Activations input) =>
        norm is CpuNorm function && linear is Int8Linear rounding ? rounding.Apply(function, input) : base.Apply(norm, linear, input);

    /// <summary>Rows are activated where they are rounded, and never written in between.</summary>
    public override Activations Apply(Activation activation, bool gated, LinearLayer<Activations> linear, Activations input) =>
        linear is Int8Linear rounding ? rounding.Apply(FunctionOf(activation, gated).Function, input) : base.Apply(activation, gated, linear, input);

    /// <summary>Products are added to the target where they are computed.</summary>
    public override void AddProduct(Activations target, LinearLayer<Activations> linear, Activations input, double scale)
    {
        if (linear is Int8Linear rounding)
            rounding.AddTo(target, null, input, (float)scale);
        else
            base.AddProduct(target, linear, input, scale);
    }

    /// <summary>Rows are activated where they are rounded, products added to the target where they are computed.</summary>
    public override void AddProduct(Activations target, Activation activation, bool gated, LinearLayer<Activations> linear, Activations input, double scale)
    {
        if (linear is Int8Linear rounding)
            rounding.AddTo(target, FunctionOf(activation, gated).Function, input, (float)scale);
        else
            base.AddProduct(target, activation, gated, linear, input, scale);
    }

    public override void Add(Activations target, Activations source, double scale) => RowArithmetic.Add(target.Pointer, source.Pointer, target.Span.Length, (float)scale);

    public override void Scale(Activations target, double scale) => TensorPrimitives.Multiply(target.Span, (float)scale, target.Span);

    public override Activations SelectRows(Activations source, ReadOnlySpan<int> rows)
    {
        var output = Pool.Rent(rows.Length, source.Width);
        for (var row = 0; row < rows.Length; row++)
            new ReadOnlySpan<float>(source.Row(rows[row]), source.Width).CopyTo(new Span<float>(output.Row(row), source.Width));
        return output;
    }

    public override void AddRows(Activations target, Activations source, ReadOnlySpan<int> rows, ReadOnlySpan<float> scales)
    {
        for (var row = 0; row < rows.Length; row++)
        {
            var sum = new Span<float>(target.Row(rows[row]), target.Width);
            TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(source.Row(row), source.Width), scales[row], sum, sum);
        }
    }

    public override Activations Zeros(int rows, int width)
    {
        var output = Pool.Rent(rows, width);
        output.Span.Clear();
        return output;
    }

    /// <summary>The products of a head are large: they are written where they are wanted.</summary>
    public override void Apply(LinearLayer<Activations> linear, Activations input, Span<float> destination)
    {
        if (linear is not CpuLinearLayer layer)
        {
            base.Apply(linear, input, destination);
            return;
        }

        fixed (float* results = destination)
        {
            _results.Borrow(results, input.Rows, destination.Length / input.Rows);
            layer.Apply(input, _results);
        }
    }

    public override void CopyTo(Activations source, Span<float> destination) => source.Span.CopyTo(destination);

    public override void Dispose()
    {
        _workers.Dispose();
        _attention.Dispose();
        Pool.Dispose();
        Quantized.Dispose();
        Scratch.Dispose();
        _matrices.Dispose();
        foreach (var owned in _owned)
            owned.Dispose();
        _owned.Clear();
    }

    private (IRowFunction Function, RowWork Work) FunctionOf(Activation activation, bool gated)
    {
        if (_functions.TryGetValue((activation, gated), out var known))
            return known;
        var function = ElementwiseRow.For(activation, gated);
        return _functions[(activation, gated)] = (function, new(function));
    }

    private CpuNorm LoadNorm(IDecoderWeights weights, string name)
    {
        var offset = (float)_config.Norm.WeightOffset;
        return new(_config.Norm, Vector(weights, name + ".weight", offset), Vector(weights, name + ".bias", 0), this);
    }

    private NativeBuffer? Vector(IDecoderWeights weights, string name, float offset)
    {
        if (!weights.Contains(name))
            return null;
        var buffer = new NativeBuffer(weights.Shape(name)[0]);
        _owned.Add(buffer);
        var values = new Span<float>(buffer.Pointer, (int)buffer.Length);
        weights.Read(name, 0, values);
        TensorPrimitives.Add(values, offset, values);
        return buffer;
    }

    // Activations go back to their pool one by one.
    private sealed class Pass(WorkerPool workers) : IDisposable
    {
        public void Dispose() => workers.End();
    }

    private sealed class Sharing : ParallelWork
    {
        public Action<int, int>? Work { get; set; }

        public override void Do(int piece, int worker) => Work!(piece, worker);
    }
}
