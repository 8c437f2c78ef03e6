using System.Collections.Immutable;

namespace InferenceScaling.Models.Checkpoints;

/// <summary>One tensor of a checkpoint: its name, element type, shape and size on disk.</summary>
/// <param name="Name">The name as the file spells it.</param>
/// <param name="Type">How the elements are stored.</param>
/// <param name="Shape">Row-major dimensions, outermost first (the order of PyTorch; GGUF's reversed dimensions are already turned round). Empty for a scalar.</param>
/// <param name="ByteLength">Bytes in the file.</param>
public sealed record TensorEntry(string Name, TensorType Type, ImmutableArray<long> Shape, long ByteLength)
{
    /// <summary>Number of elements: the product of the dimensions, 1 for a scalar.</summary>
    public long ElementCount
    {
        get
        {
            var count = 1L;
            foreach (var dimension in Shape)
                count = checked(count * dimension);
            return count;
        }
    }
}
