using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Execution;

namespace InferenceScaling.TorchSharp.Compression.Calibration;

/// <summary>The CPU's kernels, with somebody looking at what every matrix is multiplied with. Owns the kernels.</summary>
internal sealed class ObservedKernels(CpuKernels kernels, IActivationObserver observer, Func<string, string> rename) : DecoderKernels<Activations>
{
    public override int PageSize => kernels.PageSize;

    public override long BytesPerPage => kernels.BytesPerPage;

    /// <summary>What the last matrices are multiplied with counts as well.</summary>
    public override bool WantsAllRows => true;

    public override LinearLayer<Activations> Linear(IDecoderWeights weights, params ReadOnlySpan<string> names) =>
        new ObservedLinear(kernels.Linear(weights, names), [.. names.ToArray().Select(rename)], observer);

    public override NormLayer<Activations> Norm(IDecoderWeights weights, string name) => kernels.Norm(weights, name);

    public override EmbeddingTable<Activations> Embedding(IDecoderWeights weights, string name) => kernels.Embedding(weights, name);

    public override void LoadAttention(IDecoderWeights weights) => kernels.LoadAttention(weights);

    public override void Reserve(int pages) => kernels.Reserve(pages);

    public override IDisposable Begin(DecoderBatch batch) => kernels.Begin(batch);

    public override Activations Attend(int layer, Activations projected) => kernels.Attend(layer, projected);

    public override Activations Activate(Activations input, Activation activation, bool gated) => kernels.Activate(input, activation, gated);

    public override void Add(Activations target, Activations source, double scale) => kernels.Add(target, source, scale);

    public override void Scale(Activations target, double scale) => kernels.Scale(target, scale);

    public override Activations SelectRows(Activations source, ReadOnlySpan<int> rows) => kernels.SelectRows(source, rows);

    public override void AddRows(Activations target, Activations source, ReadOnlySpan<int> rows, ReadOnlySpan<float> scales) => kernels.AddRows(target, source, rows, scales);

    public override Activations Zeros(int rows, int width) => kernels.Zeros(rows, width);

    public override void CopyTo(Activations source, Span<float> destination) => kernels.CopyTo(source, destination);

    public override void Dispose() => kernels.Dispose();

    private sealed class ObservedLinear(LinearLayer<Activations> linear, string[] names, IActivationObserver observer) : LinearLayer<Activations>
    {
        public override long Bytes => linear.Bytes;

        public override Activations Apply(Activations input)
        {
            observer.Observe(names, input);
            return linear.Apply(input);
        }
    }
}
