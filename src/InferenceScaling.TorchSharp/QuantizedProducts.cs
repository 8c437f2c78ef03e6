namespace InferenceScaling.TorchSharp;

/// <summary>When libtorch multiplies 8-bit activations with 8-bit weights as integers, as the checkpoint asks (W8A8, symmetric, a scale for each output). All other matrices are widened at load.</summary>
/// <remarks>
/// With integers, a token's activations are rounded to 8 bits: its largest magnitude becomes 127, halves go to even. Sums are exact. Widened, they are not rounded at all, so the two differ by that rounding.
/// <c>Backend.Cpu()</c> rounds in groups of 32 inputs instead, which is finer.
/// </remarks>
public enum QuantizedProducts
{
    /// <summary><see cref="Always"/> on CUDA, <see cref="Never"/> on a CPU, where <c>Backend.Cpu()</c> multiplies integers faster.</summary>
    Auto,

    /// <summary>On every device whose libtorch does it right, which is checked once; elsewhere as <see cref="Never"/>, and the logger hears why.</summary>
    Always,

    /// <summary>Integers are widened at load and multiplied as floating-point numbers.</summary>
    Never,
}
