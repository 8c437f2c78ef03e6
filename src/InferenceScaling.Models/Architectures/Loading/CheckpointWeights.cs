using System.Buffers;
using System.Collections.Immutable;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>A checkpoint's tensors under canonical names. Making it checks that every weight is there with the shape the configuration asks for.</summary>
internal sealed class CheckpointWeights : IDecoderWeights
{
    private const int MaxMissing = 256;

    private readonly Checkpoint _checkpoint;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long[] Shape, WeightSource Source)> _weights;

    /// <summary>Finds every weight.</summary>
    /// <exception cref="CheckpointFormatException">A tensor is missing, of the wrong shape or no floating-point one.</exception>
    public CheckpointWeights(Checkpoint checkpoint, DecoderConfig config, Func<string, WeightSource> locate)
    {
        _checkpoint = checkpoint;
        _weights = new(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var weight in DecoderWeightList.Of(config))
        {
            var source = locate(weight.Name);
            if (!checkpoint.Tensors.TryGetValue(source.Tensor, out var entry))
            {
                // A small file can ask for millions of experts; there is no need to name them all.
                missing.Add(source.Tensor);
                if (missing.Count == MaxMissing)
                    break;
                continue;
            }

            if (source.Transposed && checkpoint.Quantization(source.Tensor) is not null)
                source = Turn(checkpoint, source);
            Check(checkpoint, entry, source, weight);
            _used.Add(source.Tensor);
            _weights[weight.Name] = ([.. weight.Shape], source);
        }

        if (missing.Count > 0)
            throw new CheckpointFormatException(CheckpointDefect.MissingTensor, $"{checkpoint.Location} lacks {(missing.Count == MaxMissing ? $"at least {MaxMissing}" : missing.Count)} tensors a {config.Family} decoder of {config.LayerCount} layers needs: {Some(missing)}. It has {Some(checkpoint.Tensors.Keys)}.");
    }

    /// <summary>Whether a tensor of the checkpoint is, or is part of, a weight.</summary>
    public bool Uses(string tensor) => _used.Contains(tensor);

    public bool Contains(string name) => _weights.ContainsKey(name);

    public ReadOnlySpan<long> Shape(string name) => Find(name).Shape;

    public TensorType StoredType(string name) => _checkpoint.Tensors[Find(name).Source.Tensor].Type;

    public void Read(string name, long elementOffset, Span<float> destination)
    {
        var (shape, source) = Find(name);
        var width = shape.Length == 2 ? shape[1] : 1;
        if (elementOffset < 0 || elementOffset % width != 0 || destination.Length % width != 0 || elementOffset > shape.Aggregate(1L, (product, size) => product * size) - destination.Length)
            throw new ArgumentOutOfRangeException(nameof(elementOffset), elementOffset, $"'{name}' is [{string.Join(", ", shape)}]: {destination.Length} elements from {elementOffset} are no whole rows of it.");
        if (source.Transposed && shape.Length == 2)
            ReadTransposed(source, elementOffset / width, (int)width, destination);
        else
            ReadRows(source, elementOffset / width, (int)width, destination);
    }

    public QuantizationFormat? Quantization(string name)
    {
        var (shape, source) = Find(name);
        return shape.Length == 2 && shape[0] * shape[1] <= Array.MaxLength ? _checkpoint.Quantization(source.Tensor) : null;
    }

    public QuantizedMatrix ReadQuantized(string name)
    {
        if (Quantization(name) is null)
            throw new InvalidOperationException($"'{name}' is not kept in integers.");
        var (shape, source) = Find(name);
        var rows = checked((int)shape[0]);
        if (source.Rows.IsContiguous)
            return _checkpoint.ReadQuantized(source.Tensor, checked((int)source.Rows.Offset), rows);
        var places = Enumerable.Range(0, rows).Select(row => source.Rows.Map(row)).ToArray();
        var first = checked((int)places.Min());
        return MatrixRows.Select(_checkpoint.ReadQuantized(source.Tensor, first, checked((int)places.Max()) - first + 1), [.. places.Select(place => (int)place - first)]);
    }

    private void ReadRows(WeightSource source, long firstRow, int width, Span<float> destination)
    {
        if (source.Rows.IsContiguous)
        {
            _checkpoint.ReadSingles(source.Tensor, source.Rows.Map(firstRow) * width, destination);
            return;
        }

        // Vectors have rows of one element, which is less than a block; read those whole.
        if (width == 1)
        {
            var all = ReadAll(source.Tensor);
            for (var row = 0; row < destination.Length; row++)
                destination[row] = all[source.Rows.Map(firstRow + row)];
            return;
        }

        for (var row = 0; row < destination.Length / width; row++)
            _checkpoint.ReadSingles(source.Tensor, source.Rows.Map(firstRow + row) * width, destination.Slice(row * width, width));
    }

    private void ReadTransposed(WeightSource source, long firstRow, int width, Span<float> destination)
    {
        var stored = (int)_checkpoint.Tensors[source.Tensor].Shape[1];
        var line = ArrayPool<float>.Shared.Rent(stored);
        try
        {
            for (var column = 0; column < width; column++)
            {
                _checkpoint.ReadSingles(source.Tensor, (long)column * stored, line.AsSpan(0, stored));
                for (var row = 0; row < destination.Length / width; row++)
                    destination[(row * width) + column] = line[source.Rows.Map(firstRow + row)];
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(line);
        }
    }

    private float[] ReadAll(string tensor)
    {
        var all = new float[_checkpoint.Tensors[tensor].ElementCount];
        _checkpoint.ReadSingles(tensor, 0, all);
        return all;
    }

    private (long[] Shape, WeightSource Source) Find(string name) =>
        _weights.TryGetValue(name, out var weight) ? weight : throw new KeyNotFoundException($"This decoder has no weight '{name}'.");

    private static WeightSource Turn(Checkpoint checkpoint, WeightSource source) => checkpoint.IsOutputMajor(source.Tensor)
        ? source with { Transposed = false }
        : throw new CheckpointFormatException(CheckpointDefect.Unsupported, $"{checkpoint.Location}: tensor '{source.Tensor}' is stored [in, out] by its family and quantised by rows, so its scales belong to inputs; expected them to belong to outputs. Load the model as it was before, or quantise it to GPTQ's layout.");

    private static void Check(Checkpoint checkpoint, TensorEntry entry, WeightSource source, WeightShape weight)
    {
        var expected = source.Shape.IsEmpty ? weight.Shape : source.Shape;
        if (source.Transposed && expected.Length == 2)
            expected = [expected[1], expected[0]];
        if (!entry.Shape.SequenceEqual(expected))
        {
            throw new CheckpointFormatException(
                CheckpointDefect.ShapeMismatch,
                $"{checkpoint.Location}: tensor '{entry.Name}' is {Describe(entry.Shape)}; the configuration asks for {Describe(expected)}. Weights and configuration are of different models, or one of them is damaged.");
        }

        if (entry.Type is TensorType.I64 or TensorType.I32 or TensorType.I16 or TensorType.I8 or TensorType.U8 or TensorType.Bool or TensorType.U16 or TensorType.U32 or TensorType.U64)
            throw new CheckpointFormatException(CheckpointDefect.Dtype, $"{checkpoint.Location}: tensor '{entry.Name}' is stored as {entry.Type}; expected floating-point weights or a block format of GGUF.");
    }

    private static string Describe(ImmutableArray<long> shape) => $"[{string.Join(", ", shape)}]";

    private static string Some(IEnumerable<string> names)
    {
        var list = names.Order(StringComparer.Ordinal).Take(7).ToList();
        return string.Join(", ", list.Take(6).Select(name => $"'{name}'")) + (list.Count > 6 ? ", …" : string.Empty);
    }
}
