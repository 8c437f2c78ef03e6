using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu;

/// <summary>The activation functions, accurate to a few units of fp32 rounding.</summary>
internal static class ElementFunctions
{
    private static Vector512<float> Constant(float value) => Vector512.Create(value);

    internal readonly struct Silu : IElementFunction
    {
        public static Vector512<float> Invoke(Vector512<float> x) => x / (Vector512<float>.One + Vector512.Exp(-x));
    }

    internal readonly struct Relu : IElementFunction
    {
        public static Vector512<float> Invoke(Vector512<float> x) => Vector512.Max(x, Vector512<float>.Zero);
    }

    internal readonly struct ReluSquared : IElementFunction
    {
        public static Vector512<float> Invoke(Vector512<float> x)
        {
            var positive = Vector512.Max(x, Vector512<float>.Zero);
            return positive * positive;
        }
    }

    internal readonly struct GeluTanh : IElementFunction
    {
        public static Vector512<float> Invoke(Vector512<float> x)
        {
            var inner = Constant(0.7978845608f) * (x + (Constant(0.044715f) * x * x * x));
            var tanh = Vector512<float>.One - (Constant(2) / (Vector512.Exp(inner + inner) + Vector512<float>.One));
            return Constant(0.5f) * x * (Vector512<float>.One + tanh);
        }
    }

    internal readonly struct Gelu : IElementFunction
    {
        // The error function by Abramowitz and Stegun 7.1.26: within 1.5e-7.
        public static Vector512<float> Invoke(Vector512<float> x)
        {
            var scaled = x * Constant(0.70710678f);
            var size = Vector512.Abs(scaled);
            var t = Vector512<float>.One / (Vector512<float>.One + (Constant(0.3275911f) * size));
            var polynomial = t * (Constant(0.254829592f) + (t * (Constant(-0.284496736f) + (t * (Constant(1.421413741f) + (t * (Constant(-1.453152027f) + (t * Constant(1.061405429f)))))))));
            var erf = Vector512<float>.One - (polynomial * Vector512.Exp(-(size * size)));
            var signed = Vector512.ConditionalSelect(Vector512.LessThan(scaled, Vector512<float>.Zero), -erf, erf);
            return Constant(0.5f) * x * (Vector512<float>.One + signed);
        }
    }
}
