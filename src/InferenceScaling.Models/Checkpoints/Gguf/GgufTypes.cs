namespace InferenceScaling.Models.Checkpoints.Gguf;

/// <summary>The numbers that GGUF gives to value types and tensor types.</summary>
internal static class GgufTypes
{
    private const uint LastTensorId = 30;

    /// <summary>Bytes of a value of fixed size; 0 for strings, arrays and unknown types.</summary>
    public static int FixedSize(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => 8,
        _ => 0,
    };

    public static TensorType? Tensor(uint id) => id switch
    {
        0 => TensorType.F32,
        1 => TensorType.F16,
        2 => TensorType.Q4_0,
        3 => TensorType.Q4_1,
        6 => TensorType.Q5_0,
        7 => TensorType.Q5_1,
        8 => TensorType.Q8_0,
        10 => TensorType.Q2_K,
        11 => TensorType.Q3_K,
        12 => TensorType.Q4_K,
        13 => TensorType.Q5_K,
        14 => TensorType.Q6_K,
        20 => TensorType.IQ4_NL,
        23 => TensorType.IQ4_XS,
        24 => TensorType.I8,
        25 => TensorType.I16,
        26 => TensorType.I32,
        27 => TensorType.I64,
        28 => TensorType.F64,
        30 => TensorType.BF16,
        _ => null,
    };

    /// <summary>The number of a tensor type; null for types that GGUF does not have.</summary>
    public static uint? IdOf(TensorType type)
    {
        for (uint id = 0; id <= LastTensorId; id++)
        {
            if (Tensor(id) == type)
                return id;
        }

        return null;
    }

    /// <summary>The name of a tensor type that exists but is not read, for messages.</summary>
    public static string? UnsupportedTensor(uint id) => id switch
    {
        9 => "Q8_1",
        15 => "Q8_K",
        16 => "IQ2_XXS",
        17 => "IQ2_XS",
        18 => "IQ3_XXS",
        19 => "IQ1_S",
        21 => "IQ3_S",
        22 => "IQ2_S",
        29 => "IQ1_M",
        34 => "TQ1_0",
        35 => "TQ2_0",
        39 => "MXFP4",
        _ => null,
    };
}
