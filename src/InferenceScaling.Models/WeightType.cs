namespace InferenceScaling.Models;

/// <summary>How an executor keeps matrices in memory.</summary>
public enum WeightType
{
    /// <summary><see cref="BF16"/> for matrices the checkpoint stores so, which loses nothing, and for all of them when fp32 would take more than 4 GiB; else <see cref="F32"/>.</summary>
    /// <remarks>Depends on the checkpoint only, not on the machine. bf16 checkpoints lose nothing; f16 and large fp32 ones are rounded.</remarks>
    Auto,

    /// <summary>Four bytes a weight, exactly as the checkpoint has it.</summary>
    F32,

    /// <summary>Two bytes a weight, rounded to the nearest bf16 (ties to even), widened in registers: half the memory to read for every token.</summary>
    BF16,

    /// <summary>One byte a weight and a scale an output; products are of 8-bit integers, the activations rounded token by token. The fastest, and not exact: see the documentation for what it costs.</summary>
    /// <remarks>Dynamic W8A8: weights symmetric per output channel, activations symmetric per token, sums exact in 32 bits.</remarks>
    Int8,
}
