using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu;

/// <summary>eˣ in fp32, within two units of the last place: powers of two by the exponent's bits, the rest by Cephes' polynomial.</summary>
internal static class Exponential
{
    // Below, the result is no normal number: it becomes 0. Above, the largest that has an exponent: no infinities.
    private const float Lowest = -87.33654f;
    private const float Highest = 88;

    // 2²³ · 1.5: added to a number below 2²², it leaves the nearest integer in the lowest bits.
    private const float Rounding = 12_582_912;

    /// <summary>eˣ for eight numbers; NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Invoke(Vector256<float> x)
    {
        // In this order a NaN stays one.
        var bounded = Vector256.MinNative(Vector256.Create(Highest), x);
        var shifted = Vector256.MultiplyAddEstimate(bounded, Vector256.Create(1.44269504f), Vector256.Create(Rounding));
        var power = shifted - Vector256.Create(Rounding);
        var rest = Vector256.MultiplyAddEstimate(power, Vector256.Create(-0.693359375f), bounded);
        rest = Vector256.MultiplyAddEstimate(power, Vector256.Create(2.12194440e-4f), rest);
        var sum = Vector256.MultiplyAddEstimate(Vector256.Create(1.9875691500e-4f), rest, Vector256.Create(1.3981999507e-3f));
        sum = Vector256.MultiplyAddEstimate(sum, rest, Vector256.Create(8.3334519073e-3f));
        sum = Vector256.MultiplyAddEstimate(sum, rest, Vector256.Create(4.1665795894e-2f));
        sum = Vector256.MultiplyAddEstimate(sum, rest, Vector256.Create(1.6666665459e-1f));
        sum = Vector256.MultiplyAddEstimate(sum, rest, Vector256.Create(5.0000001201e-1f));
        sum = Vector256.MultiplyAddEstimate(sum, rest * rest, rest + Vector256<float>.One);
        var scale = ((shifted.AsInt32() - Vector256.Create(Rounding).AsInt32() + Vector256.Create(127)) << 23).AsSingle();
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(Lowest)), Vector256<float>.Zero, sum * scale);
    }

    /// <summary>eˣ for sixteen numbers: the same operations, hence the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Invoke(Vector512<float> x)
    {
        var bounded = Vector512.MinNative(Vector512.Create(Highest), x);
        var shifted = Vector512.MultiplyAddEstimate(bounded, Vector512.Create(1.44269504f), Vector512.Create(Rounding));
        var power = shifted - Vector512.Create(Rounding);
        var rest = Vector512.MultiplyAddEstimate(power, Vector512.Create(-0.693359375f), bounded);
        rest = Vector512.MultiplyAddEstimate(power, Vector512.Create(2.12194440e-4f), rest);
        var sum = Vector512.MultiplyAddEstimate(Vector512.Create(1.9875691500e-4f), rest, Vector512.Create(1.3981999507e-3f));
        sum = Vector512.MultiplyAddEstimate(sum, rest, Vector512.Create(8.3334519073e-3f));
        sum = Vector512.MultiplyAddEstimate(sum, rest, Vector512.Create(4.1665795894e-2f));
        sum = Vector512.MultiplyAddEstimate(sum, rest, Vector512.Create(1.6666665459e-1f));
        sum = Vector512.MultiplyAddEstimate(sum, rest, Vector512.Create(5.0000001201e-1f));
        sum = Vector512.MultiplyAddEstimate(sum, rest * rest, rest + Vector512<float>.One);
        var scale = ((shifted.AsInt32() - Vector512.Create(Rounding).AsInt32() + Vector512.Create(127)) << 23).AsSingle();
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(Lowest)), Vector512<float>.Zero, sum * scale);
    }
}
