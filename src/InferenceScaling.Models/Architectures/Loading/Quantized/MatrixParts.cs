using System.Runtime.InteropServices;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Architectures.Loading.Quantized;

/// <summary>The tensors that a checkpoint keeps one matrix in, by their last names; every complaint names the tensor, what was found and what was expected.</summary>
/// <param name="checkpoint">The tensors as they are stored.</param>
/// <param name="module">What their names begin with.</param>
internal sealed class MatrixParts(Checkpoint checkpoint, string module)
{
    private static readonly TensorType[] Floats = [TensorType.F16, TensorType.BF16, TensorType.F32];

    public string Module => module;

    /// <summary>The part of a name, or null.</summary>
    public TensorEntry? Find(string part) => checkpoint.Tensors.GetValueOrDefault($"{module}.{part}");

    /// <summary>A part that must be there, of one of some types.</summary>
    public TensorEntry Require(string part, params ReadOnlySpan<TensorType> types)
    {
        var entry = Find(part) ?? throw Fault(CheckpointDefect.MissingTensor, $"'{module}.{part}' is missing: without it the matrix cannot be read. Fetch the model again, or quantise it again.");
        if (!types.Contains(entry.Type))
            throw Fault(CheckpointDefect.Dtype, $"'{entry.Name}' is stored as {entry.Type}; expected {string.Join(" or ", types.ToArray())}.");
        return entry;
    }

    /// <summary>A part of floating-point numbers that must be there.</summary>
    public TensorEntry RequireFloats(string part) => Require(part, Floats);

    /// <summary>Checks a shape.</summary>
    public void CheckShape(TensorEntry entry, params ReadOnlySpan<long> expected)
    {
        if (!entry.Shape.AsSpan().SequenceEqual(expected))
            throw Fault(CheckpointDefect.ShapeMismatch, $"'{entry.Name}' is {Describe(entry.Shape.AsSpan())}; the other tensors and 'quantization_config' ask for {Describe(expected)}.");
    }

    /// <summary>The sizes of a matrix of at least one row and column.</summary>
    public (int Rows, int Columns) Sizes(TensorEntry entry)
    {
        if (entry.Shape is not [>= 1 and <= int.MaxValue, >= 1 and <= int.MaxValue])
            throw Fault(CheckpointDefect.ShapeMismatch, $"'{entry.Name}' is {Describe(entry.Shape.AsSpan())}; expected a matrix.");
        return ((int)entry.Shape[0], (int)entry.Shape[1]);
    }

    public float[] ReadFloats(TensorEntry entry, long offset, int count)
    {
        var values = new float[count];
        checkpoint.ReadSingles(entry.Name, offset, values);
        return values;
    }

    public void ReadFloats(TensorEntry entry, long offset, Span<float> values) => checkpoint.ReadSingles(entry.Name, offset, values);

    public void ReadBytes(TensorEntry entry, long offset, Span<byte> values) => checkpoint.ReadBytes(entry.Name, offset, values);

    /// <summary>Words of a part whose type is I32.</summary>
    public void ReadWords(TensorEntry entry, long offset, Span<uint> words) => checkpoint.ReadBytes(entry.Name, offset * sizeof(uint), MemoryMarshal.AsBytes(words));

    /// <summary>Numbers of a part whose type is I8, I32 or I64.</summary>
    public int[] ReadIntegers(TensorEntry entry, long offset, int count)
    {
        var size = entry.Type.BlockBytes();
        var bytes = new byte[checked(count * size)];
        checkpoint.ReadBytes(entry.Name, offset * size, bytes);
        var values = new int[count];
        for (var index = 0; index < count; index++)
        {
            var value = size switch { 1 => (sbyte)bytes[index], sizeof(int) => BitConverter.ToInt32(bytes, index * size), _ => BitConverter.ToInt64(bytes, index * size) };
            values[index] = value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Fault(CheckpointDefect.Overflow, $"'{entry.Name}' holds {value}; expected a number of 32 bits.");
        }

        return values;
    }

    public CheckpointFormatException Fault(CheckpointDefect defect, string message, Exception? cause = null) => new(defect, $"{checkpoint.Location}: the quantised matrix '{module}': {message}", cause);

    private static string Describe(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
