namespace InferenceScaling.Models.Checkpoints.Quantization;

/// <summary>How a matrix is kept in integers.</summary>
/// <param name="Bits">Bits a weight: 2 to 8.</param>
/// <param name="GroupSize">Consecutive inputs of an output that share a scale; 0 for all of them.</param>
/// <param name="IsSymmetric">Whether zero stands in the middle of the codes; otherwise every group says where.</param>
/// <param name="HasIntegerActivations">Whether activations are rounded to 8 bits as they come, so that products are made of integers; otherwise they stay as they are and weights are widened.</param>
public readonly record struct QuantizationFormat(int Bits, int GroupSize = 0, bool IsSymmetric = true, bool HasIntegerActivations = false)
{
    /// <summary>The largest code: 2^<see cref="Bits"/> − 1.</summary>
    public int LargestCode => (1 << Bits) - 1;

    /// <summary>The code of zero where the format is symmetric: 2^(<see cref="Bits"/> − 1).</summary>
    public int MiddleCode => 1 << (Bits - 1);

    /// <summary>Groups of so many inputs; the last may have fewer.</summary>
    /// <param name="inputs">Inputs of the matrix.</param>
    public int GroupCount(int inputs) => GroupSize == 0 ? 1 : (int)(((long)inputs + GroupSize - 1) / GroupSize);
}
