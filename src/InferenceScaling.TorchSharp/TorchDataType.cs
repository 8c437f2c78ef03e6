namespace InferenceScaling.TorchSharp;

/// <summary>How libtorch keeps the matrices of layers. Activations, norms, the head and the key-value cache are fp32 in any case.</summary>
public enum TorchDataType
{
    /// <summary>32 bits: exact for checkpoints of any precision.</summary>
    Float32,

    /// <summary>16 bits with the range of 32: half the memory; products round to 8 bits of mantissa.</summary>
    BFloat16,
}
