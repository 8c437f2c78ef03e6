namespace InferenceScaling.Models;

/// <summary>How an executor keeps matrices in memory.</summary>
public enum WeightType
{
    /// <summary>As the checkpoint has them for matrices it keeps in integers (compressed-tensors, GPTQ, GGUF's Q8_0 and Q4_0); <see cref="BF16"/> for matrices the checkpoint stores so, which loses nothing, and for all of them when fp32 would take more than 4 GiB; else <see cref="F32"/>.</summary>
    /// <remarks>
    /// Depends on the checkpoint only, not on the machine. bf16 checkpoints lose nothing; f16 and large fp32 ones are rounded.
    /// Integers are widened in registers, which gives the bits of <see cref="F32"/>, unless the checkpoint asks for 8-bit activations: then products are of integers, activations rounded in groups of 32.
    /// </remarks>
    Auto,

    /// <summary>Four bytes a weight, exactly as the checkpoint has it.</summary>
    F32,

    /// <summary>Two bytes a weight, rounded to the nearest bf16 (ties to even), widened in registers: half the memory to read for every token.</summary>
    BF16,

    /// <summary>One byte a weight and a scale for every 64 to 256; products are of 8-bit integers, the activations rounded in the same groups. The fastest, and not exact: see the documentation for what it costs.</summary>
    /// <remarks>Weights and activations pass through a Hadamard rotation before they are rounded, which leaves products as they are and spreads outliers; sums of a group are exact. NaN and infinities in weights are not kept.</remarks>
    Int8,
}
