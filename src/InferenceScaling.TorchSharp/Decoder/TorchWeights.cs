using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Decoder.Quantized;
using InferenceScaling.TorchSharp.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Decoder;

/// <summary>Reads weights into tensors, each once, and owns them.</summary>
internal sealed class TorchWeights(Device device, ScalarType dataType) : IDisposable
{
    private const int ChunkElements = 1 << 22;

    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IntegerMatrix> _integers = new(StringComparer.Ordinal);

    public long Bytes => _tensors.Values.Sum(tensor => tensor.NumberOfElements * tensor.ElementSize) + _integers.Values.Sum(matrix => matrix.Bytes);

    /// <summary>A matrix of several, below each other.</summary>
    public Tensor Matrix(IDecoderWeights weights, ReadOnlySpan<string> names, bool exact)
    {
        var key = string.Join('|', names.ToArray());
        return _tensors.TryGetValue(key, out var known) ? known : _tensors[key] = Read(weights, names, ".weight", exact ? ScalarType.Float32 : dataType);
    }

    /// <summary>A matrix of several, below each other, in integers as the checkpoint has them.</summary>
    public IntegerMatrix Integers(IDecoderWeights weights, ReadOnlySpan<string> names)
    {
        var key = string.Join('|', names.ToArray());
        if (_integers.TryGetValue(key, out var known))
            return known;
        QuantizedMatrix[] parts = [.. names.ToArray().Select(name => weights.ReadQuantized(name + ".weight"))];
        return _integers[key] = new(parts, device, Int8ProductLimits.Of(device));
    }

    /// <summary>A vector of several, end to end; null where there are none.</summary>
    public Tensor? Vector(IDecoderWeights weights, ReadOnlySpan<string> names, string suffix)
    {
        if (!weights.Contains(names[0] + suffix))
            return null;
        var key = string.Join('|', names.ToArray()) + suffix;
        return _tensors.TryGetValue(key, out var known) ? known : _tensors[key] = Read(weights, names, suffix, ScalarType.Float32);
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
        _tensors.Clear();
        foreach (var matrix in _integers.Values)
            matrix.Dispose();
        _integers.Clear();
    }

    private Tensor Read(IDecoderWeights weights, ReadOnlySpan<string> names, string suffix, ScalarType type)
    {
        var rows = 0L;
        var shape = weights.Shape(names[0] + suffix).ToArray();
        foreach (var name in names)
            rows += weights.Shape(name + suffix)[0];
        shape[0] = rows;
        var width = shape.Length == 2 ? shape[1] : 1;
        using var scope = NewDisposeScope();
        var tensor = empty(shape, type, device);
        var buffer = new float[Math.Min(Math.Max(ChunkElements / width, 1), rows) * width];
        var offset = 0L;
        foreach (var name in names)
        {
            var count = weights.Shape(name + suffix)[0];
            for (var row = 0L; row < count;)
            {
                var taken = Math.Min(buffer.Length / width, count - row);
                weights.Read(name + suffix, row * width, buffer.AsSpan(0, (int)(taken * width)));
                using var part = torch.tensor(buffer.AsSpan(0, (int)(taken * width)).ToArray());
                using var target = tensor.narrow(0, offset, taken);
                using var shaped = part.reshape(target.shape);
                target.copy_(shaped).Dispose();
                row += taken;
                offset += taken;
            }
        }

        // Weights outlive any scope the application may have open.
        return tensor.MoveToOuterDisposeScope().DetachFromDisposeScope();
    }
}
