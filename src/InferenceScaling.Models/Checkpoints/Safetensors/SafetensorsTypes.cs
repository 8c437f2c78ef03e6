namespace InferenceScaling.Models.Checkpoints.Safetensors;

/// <summary>The dtype names of safetensors.</summary>
internal static class SafetensorsTypes
{
    // The original's writer orders tensors by this rank, largest first.
    private static readonly TensorType[] ByAlignment =
    [
        TensorType.Bool, TensorType.U8, TensorType.I8, TensorType.F8_E5M2, TensorType.F8_E4M3, TensorType.I16, TensorType.U16, TensorType.F16,
        TensorType.BF16, TensorType.I32, TensorType.U32, TensorType.F32, TensorType.F64, TensorType.I64, TensorType.U64,
    ];

    public static TensorType? Parse(string name)
    {
        foreach (var type in ByAlignment)
        {
            if (NameOf(type) == name)
                return type;
        }

        return null;
    }

    /// <summary>Position in the order of alignment; negative for types that safetensors does not have.</summary>
    public static int Rank(TensorType type) => Array.IndexOf(ByAlignment, type);

    public static string NameOf(TensorType type) => type switch
    {
        TensorType.Bool => "BOOL",
        TensorType.U8 => "U8",
        TensorType.I8 => "I8",
        TensorType.F8_E5M2 => "F8_E5M2",
        TensorType.F8_E4M3 => "F8_E4M3",
        TensorType.I16 => "I16",
        TensorType.U16 => "U16",
        TensorType.F16 => "F16",
        TensorType.BF16 => "BF16",
        TensorType.I32 => "I32",
        TensorType.U32 => "U32",
        TensorType.F32 => "F32",
        TensorType.F64 => "F64",
        TensorType.I64 => "I64",
        TensorType.U64 => "U64",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "safetensors has no such type: dequantise to F32, F16 or BF16 first."),
    };
}
