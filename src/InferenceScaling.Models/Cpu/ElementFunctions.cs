using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu;

/// <summary>The activation functions, accurate to a few units of fp32 rounding.</summary>
internal static class ElementFunctions
{
    private static Vector256<float> Constant(float value) => Vector256.Create(value);

    private static Vector512<float> Halves<TFunction>(Vector512<float> x)
        where TFunction : struct, IElementFunction => Vector512.Create(TFunction.Invoke(x.GetLower()), TFunction.Invoke(x.GetUpper()));

    internal readonly struct Silu : IElementFunction
    {
        public static Vector256<float> Invoke(Vector256<float> x) => x / (Vector256<float>.One + Exponential.Invoke(-x));

        public static Vector512<float> Invoke(Vector512<float> x) => x / (Vector512<float>.One + Exponential.Invoke(-x));
    }

    internal readonly struct Relu : IElementFunction
    {
        public static Vector256<float> Invoke(Vector256<float> x) => Vector256.Max(x, Vector256<float>.Zero);

        public static Vector512<float> Invoke(Vector512<float> x) => Halves<Relu>(x);
    }

    internal readonly struct ReluSquared : IElementFunction
    {
        public static Vector256<float> Invoke(Vector256<float> x)
        {
            var positive = Vector256.Max(x, Vector256<float>.Zero);
            return positive * positive;
        }

        public static Vector512<float> Invoke(Vector512<float> x) => Halves<ReluSquared>(x);
    }

    internal readonly struct GeluTanh : IElementFunction
    {
        public static Vector256<float> Invoke(Vector256<float> x)
        {
            var inner = Constant(0.7978845608f) * (x + (Constant(0.044715f) * x * x * x));
            var tanh = Vector256<float>.One - (Constant(2) / (Exponential.Invoke(inner + inner) + Vector256<float>.One));
            return Constant(0.5f) * x * (Vector256<float>.One + tanh);
        }

        public static Vector512<float> Invoke(Vector512<float> x) => Halves<GeluTanh>(x);
    }

    internal readonly struct Gelu : IElementFunction
    {
        // The error function by Abramowitz and Stegun 7.1.26: within 1.5e-7.
        public static Vector256<float> Invoke(Vector256<float> x)
        {
            var scaled = x * Constant(0.70710678f);
            var size = Vector256.Abs(scaled);
            var t = Vector256<float>.One / (Vector256<float>.One + (Constant(0.3275911f) * size));
            var polynomial = t * (Constant(0.254829592f) + (t * (Constant(-0.284496736f) + (t * (Constant(1.421413741f) + (t * (Constant(-1.453152027f) + (t * Constant(1.061405429f)))))))));
            var erf = Vector256<float>.One - (polynomial * Exponential.Invoke(-(size * size)));
            var signed = Vector256.ConditionalSelect(Vector256.LessThan(scaled, Vector256<float>.Zero), -erf, erf);
            return Constant(0.5f) * x * (Vector256<float>.One + signed);
        }

        public static Vector512<float> Invoke(Vector512<float> x) => Halves<Gelu>(x);
    }
}
