namespace InferenceScaling.Models.Checkpoints;

/// <summary>How a checkpoint stores the elements of a tensor: plain numbers, or one of the block formats of GGML.</summary>
public enum TensorType
{
    /// <summary>64-bit IEEE 754.</summary>
    F64,

    /// <summary>32-bit IEEE 754.</summary>
    F32,

    /// <summary>16-bit IEEE 754.</summary>
    F16,

    /// <summary>The upper half of a 32-bit float.</summary>
    BF16,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Signed 8-bit integer.</summary>
    I8,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>One byte, zero or one.</summary>
    Bool,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>8-bit float, 4 exponent bits. Its bytes can be read; conversion is refused, because the scales that belong to it are elsewhere.</summary>
    F8_E4M3,

    /// <summary>8-bit float, 5 exponent bits. Its bytes can be read; conversion is refused, because the scales that belong to it are elsewhere.</summary>
    F8_E5M2,

    /// <summary>GGML block of 32: 4-bit values, one scale.</summary>
    Q4_0,

    /// <summary>GGML block of 32: 4-bit values, scale and minimum.</summary>
    Q4_1,

    /// <summary>GGML block of 32: 5-bit values, one scale.</summary>
    Q5_0,

    /// <summary>GGML block of 32: 5-bit values, scale and minimum.</summary>
    Q5_1,

    /// <summary>GGML block of 32: 8-bit values, one scale.</summary>
    Q8_0,

    /// <summary>GGML super-block of 256: 2-bit values.</summary>
    Q2_K,

    /// <summary>GGML super-block of 256: 3-bit values.</summary>
    Q3_K,

    /// <summary>GGML super-block of 256: 4-bit values.</summary>
    Q4_K,

    /// <summary>GGML super-block of 256: 5-bit values.</summary>
    Q5_K,

    /// <summary>GGML super-block of 256: 6-bit values.</summary>
    Q6_K,

    /// <summary>GGML block of 32: 4-bit indices into a non-linear table.</summary>
    IQ4_NL,

    /// <summary>GGML super-block of 256: 4-bit indices into a non-linear table.</summary>
    IQ4_XS,
}
