using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.TorchSharp.Tests.Decoder;

namespace InferenceScaling.TorchSharp.Tests.Compression.Structured;

/// <summary>Random weights, some of which a test sets to zero.</summary>
internal sealed class EditedWeights(DecoderConfig config, TensorType type = TensorType.F32) : IDecoderWeights
{
    private readonly RandomWeights _weights = new(config);
    private readonly Dictionary<string, HashSet<int>> _zeros = [];

    public void ZeroColumns(string name, int[] columns) => _zeros[name] = [.. columns];

    public bool Contains(string name) => _weights.Contains(name);

    public ReadOnlySpan<long> Shape(string name) => _weights.Shape(name);

    public TensorType StoredType(string name) => type;

    public void Read(string name, long elementOffset, Span<float> destination)
    {
        _weights.Read(name, elementOffset, destination);
        if (!_zeros.TryGetValue(name, out var columns))
            return;
        var width = (int)Shape(name)[1];
        for (var index = 0; index < destination.Length; index++)
        {
            if (columns.Contains(index % width))
                destination[index] = 0;
        }
    }
}
