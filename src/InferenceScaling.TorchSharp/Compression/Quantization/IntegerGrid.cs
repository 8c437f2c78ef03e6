using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Evenly spaced numbers (code − zero) · scale, for codes from a smallest to a largest.</summary>
/// <remarks>
/// The ends of a full symmetric grid lie half-way between two codes. So that noise in the last bits does not choose there, the scale stays in 64 bits while codes are chosen,
/// rounded to 32 only where it is kept, and what is within noise of a half counts as one.
/// </remarks>
/// <param name="Scale">Distance of neighbours; above 0, also in 32 bits.</param>
/// <param name="Zero">The code of the number 0.</param>
/// <param name="Smallest">The smallest code.</param>
/// <param name="Largest">The largest code.</param>
internal readonly record struct IntegerGrid(double Scale, int Zero, int Smallest, int Largest)
{
    // In steps of a grid of at most 256: far above the errors of 64 bits, far below what could matter.
    private const double Noise = 1e-10;

    // The least float of full precision.
    private const float LeastScale = 1.17549435E-38f;

    /// <summary>The grid of a range. A range of nothing but 0, or so small that 32 bits cannot hold its scale precisely, has scale 1 and the code of 0 for all.</summary>
    /// <param name="low">The least number; numbers above 0 count as 0, since a grid always holds 0.</param>
    /// <param name="high">The greatest number; numbers below 0 count as 0.</param>
    /// <param name="format">Bits, and whether 0 stands in the middle.</param>
    /// <param name="range">The codes a symmetric grid uses.</param>
    public static IntegerGrid OfRange(double low, double high, QuantizationFormat format, SymmetricRange range)
    {
        (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        var largest = format.LargestCode;
        if (format.IsSymmetric)
        {
            var magnitude = Math.Max(-low, high);
            return range == SymmetricRange.Restricted
                ? new(ToScale(magnitude / (format.MiddleCode - 1)), format.MiddleCode, 1, largest)
                : new(ToScale(2 * magnitude / largest), format.MiddleCode, 0, largest);
        }

        var scale = ToScale((high - low) / largest);
        return new(scale, (int)Math.Clamp(Math.Round(-low / scale), 0, largest), 0, largest);
    }

    /// <summary>The code of the nearest number of the grid; halves go to the even code counted from zero.</summary>
    public int Code(double weight)
    {
        var steps = weight / Scale;
        var half = Math.Round(2 * steps) / 2;
        return (int)Math.Clamp(Math.Round(Math.Abs(steps - half) < Noise ? half : steps) + Zero, Smallest, Largest);
    }

    /// <summary>The number of a code.</summary>
    public double Number(int code) => (code - Zero) * Scale;

    /// <summary>The nearest number of the grid.</summary>
    public double Nearest(double weight) => Number(Code(weight));

    private static double ToScale(double exact) => (float)exact >= LeastScale ? exact : 1;
}
