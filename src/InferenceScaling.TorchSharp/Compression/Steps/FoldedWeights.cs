using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>Weights with scales moved from activations into the matrices that read them: divided where channels are made, multiplied where they are read. The model computes the same.</summary>
internal sealed class FoldedWeights(IDecoderWeights below, NormConfig norms) : IDecoderWeights
{
    private readonly Dictionary<string, float[]> _outputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, float[]> _inputs = new(StringComparer.Ordinal);

    /// <summary>Moves the scales of a group of matrices.</summary>
    /// <exception cref="CompressionException">Nothing that scales can be folded into makes their input.</exception>
    public void Fold(LayerMatrices matrices, float[] scales)
    {
        var maker = matrices.Maker ?? throw new CompressionException($"Scales of '{matrices.Names[0]}' cannot be folded: its input comes from no norm with weights and no matrix. Quantise this model without SmoothQuant and AWQ.");
        _outputs[maker] = scales;
        foreach (var name in matrices.Names)
            _inputs[name] = scales;
    }

    public bool Contains(string name) => below.Contains(name);

    public ReadOnlySpan<long> Shape(string name) => below.Shape(name);

    public TensorType StoredType(string name) => IsScaled(name) ? TensorType.F32 : below.StoredType(name);

    public Models.Checkpoints.Quantization.QuantizationFormat? Quantization(string name) => IsScaled(name) ? null : below.Quantization(name);

    public Models.Checkpoints.Quantization.QuantizedMatrix ReadQuantized(string name) => below.ReadQuantized(name);

    public void Read(string name, long elementOffset, Span<float> destination)
    {
        below.Read(name, elementOffset, destination);
        var (stem, isBias) = Stem(name);
        var shape = below.Shape(name);
        if (shape.Length == 1)
        {
            if (_outputs.TryGetValue(stem, out var divisors))
                Divide(divisors.AsSpan((int)elementOffset, destination.Length), destination, isBias);
            return;
        }

        var width = (int)shape[1];
        var rows = destination.Length / width;
        if (_outputs.TryGetValue(stem, out var makes))
            ScaleFold.Outputs(new(name, rows, width, destination.ToArray()), makes.AsSpan((int)(elementOffset / width), rows)).Values.Span.CopyTo(destination);
        if (_inputs.TryGetValue(stem, out var reads))
            ScaleFold.Inputs(new(name, rows, width, destination.ToArray()), reads).Values.Span.CopyTo(destination);
    }

    private void Divide(ReadOnlySpan<float> scales, Span<float> vector, bool isBias) =>
        (isBias ? ScaleFold.Bias(vector, scales) : ScaleFold.NormWeight(norms, vector, scales)).CopyTo(vector);

    private bool IsScaled(string name)
    {
        var stem = Stem(name).Stem;
        return _outputs.ContainsKey(stem) || _inputs.ContainsKey(stem);
    }

    private static (string Stem, bool IsBias) Stem(string name) => name.EndsWith(".bias", StringComparison.Ordinal)
        ? (name[..^".bias".Length], true)
        : (name[..^".weight".Length], false);
}
