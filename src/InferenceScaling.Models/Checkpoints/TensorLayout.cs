namespace InferenceScaling.Models.Checkpoints;

/// <summary>How the elements of each <see cref="TensorType"/> are grouped into bytes.</summary>
public static class TensorLayout
{
    /// <summary>Elements that are stored together: 1 for plain numbers, 32 or 256 for the block formats.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is no value of the enumeration.</exception>
    public static int BlockLength(this TensorType type) => type switch
    {
        TensorType.Q4_0 or TensorType.Q4_1 or TensorType.Q5_0 or TensorType.Q5_1 or TensorType.Q8_0 or TensorType.IQ4_NL => 32,
        TensorType.Q2_K or TensorType.Q3_K or TensorType.Q4_K or TensorType.Q5_K or TensorType.Q6_K or TensorType.IQ4_XS => 256,
        >= TensorType.F64 and <= TensorType.F8_E5M2 => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such tensor type."),
    };

    /// <summary>Bytes of one block, or of one element of a plain type.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is no value of the enumeration.</exception>
    public static int BlockBytes(this TensorType type) => type switch
    {
        TensorType.F64 or TensorType.I64 or TensorType.U64 => 8,
        TensorType.F32 or TensorType.I32 or TensorType.U32 => 4,
        TensorType.F16 or TensorType.BF16 or TensorType.I16 or TensorType.U16 => 2,
        TensorType.I8 or TensorType.U8 or TensorType.Bool or TensorType.F8_E4M3 or TensorType.F8_E5M2 => 1,
        TensorType.Q4_0 => 2 + 16,
        TensorType.Q4_1 => 2 + 2 + 16,
        TensorType.Q5_0 => 2 + 4 + 16,
        TensorType.Q5_1 => 2 + 2 + 4 + 16,
        TensorType.Q8_0 => 2 + 32,
        TensorType.Q2_K => 16 + 64 + 2 + 2,
        TensorType.Q3_K => 32 + 64 + 12 + 2,
        TensorType.Q4_K => 2 + 2 + 12 + 128,
        TensorType.Q5_K => 2 + 2 + 12 + 32 + 128,
        TensorType.Q6_K => 128 + 64 + 16 + 2,
        TensorType.IQ4_NL => 2 + 16,
        TensorType.IQ4_XS => 2 + 2 + 4 + 128,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such tensor type."),
    };

    /// <summary>Whether elements come in blocks with shared scales.</summary>
    public static bool IsQuantized(this TensorType type) => type.BlockLength() > 1;

    /// <summary>Bytes of a tensor, or null where the number does not fit 63 bits.</summary>
    internal static long? TryGetByteLength(this TensorType type, ReadOnlySpan<long> shape)
    {
        var bytes = (Int128)type.BlockBytes();
        foreach (var dimension in shape)
        {
            // The element count alone must fit too, whatever the later dimensions are: TensorEntry.ElementCount multiplies in this order.
            bytes *= dimension;
            if (bytes > long.MaxValue)
                return null;
        }

        return (long)(bytes / type.BlockLength());
    }
}
