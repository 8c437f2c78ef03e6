using System.Numerics;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>Functions of complex numbers; null where a value is undefined or too large to be worth computing.</summary>
internal static class ComplexFunctions
{
    /// <summary>Exact values may have this many bits (about 4,900 digits).</summary>
    public const long ExactBits = 16_384;

    private const int ExponentBits = 14;
    private const int LargestRealRoot = 20;

    public static ComplexNumber? Abs(ComplexNumber value)
    {
        if (value.IsExactReal)
            return BigRational.Abs(value.ExactReal);
        return value.IsReal ? BigFloat.Abs(value.Real) : Sqrt(value * Conjugate(value));
    }

    public static ComplexNumber? Sqrt(ComplexNumber value)
    {
        if (value.IsExactReal && IntegerRoot.Exact(BigRational.Abs(value.ExactReal), 2) is { } root)
            return value.ExactReal.Sign < 0 ? new ComplexNumber(BigRational.Zero, root) : root;
        if (value.IsReal)
        {
            var real = BigFloatFunctions.Sqrt(BigFloat.Abs(value.Real));
            return value.Real.Sign < 0 ? new ComplexNumber(BigFloat.Zero, real) : real;
        }

        return Exp(Ln(value) is { } logarithm ? logarithm * new BigRational(1, 2) : null);
    }

    public static ComplexNumber? Exp(ComplexNumber? argument)
    {
        if (argument is not { } value || value.Real.TopBit > ExponentBits || value.Imaginary.TopBit > 2 * ExponentBits)
            return null;
        if (value.IsZero)
            return ComplexNumber.One;
        var size = BigFloatFunctions.Exp(value.Real);
        if (value.IsReal)
            return size;
        var (sin, cos) = BigFloatFunctions.SinCos(value.Imaginary);
        return new(size * cos, size * sin);
    }

    public static ComplexNumber? Ln(ComplexNumber value)
    {
        if (value.IsZero)
            return null;
        if (value.IsExactReal && value.ExactReal == BigRational.One)
            return ComplexNumber.Zero;
        if (value.IsReal && value.Real.Sign > 0)
            return BigFloatFunctions.Ln(value.Real);
        var (real, imaginary) = (value.Real, value.Imaginary);
        return new(BigFloat.Scale(BigFloatFunctions.Ln((real * real) + (imaginary * imaginary)), -1), BigFloatFunctions.Atan2(imaginary, real));
    }

    public static (ComplexNumber? Sin, ComplexNumber? Cos) SinCos(ComplexNumber value)
    {
        if (value.IsZero)
            return (ComplexNumber.Zero, ComplexNumber.One);
        if (value.IsReal)
        {
            if (value.Real.TopBit > 2 * ExponentBits)
                return (null, null);
            var (sin, cos) = BigFloatFunctions.SinCos(value.Real);
            return (sin, cos);
        }

        if (Exp(value * ComplexNumber.ImaginaryUnit) is not { } forward || forward.IsZero)
            return (null, null);
        var backward = ComplexNumber.One / forward;
        var two = (ComplexNumber)(BigRational)2;
        return ((forward - backward) / (two * ComplexNumber.ImaginaryUnit), (forward + backward) / two);
    }

    public static ComplexNumber? ArcSin(ComplexNumber value) =>
        value.IsReal && BigFloat.Compare(BigFloat.Abs(value.Real), BigFloat.One) <= 0
            ? BigFloatFunctions.Atan2(value.Real, BigFloatFunctions.Sqrt(BigFloat.One - (value.Real * value.Real)))
            : null;

    public static ComplexNumber? ArcTan(ComplexNumber value) => value.IsReal ? BigFloatFunctions.Atan2(value.Real, BigFloat.One) : null;

    /// <summary>base^exponent. A negative real base with a rational exponent of odd denominator takes the real root, as ∛-8 = -2.</summary>
    public static ComplexNumber? Power(ComplexNumber @base, ComplexNumber exponent)
    {
        if (@base.IsZero)
            return exponent.IsReal && exponent.Real.Sign > 0 ? ComplexNumber.Zero : null;
        if (exponent.IsExactReal)
        {
            var power = exponent.ExactReal;
            if (power.IsInteger)
                return IntegerPower(@base, power.Numerator);
            if (@base.IsReal && power.Denominator <= 1000 && power.Denominator.GetBitLength() * @base.Height < 2 * ExactBits)
                return RationalPower(@base, power);
        }

        return Exp(Ln(@base) is { } logarithm ? logarithm * exponent : null);
    }

    private static ComplexNumber? RationalPower(ComplexNumber @base, BigRational power)
    {
        var degree = (int)power.Denominator;
        if (@base.Real.Sign < 0)
        {
            if (degree % 2 == 0 || degree > LargestRealRoot)
                return degree == 2 && Sqrt(@base) is { } imaginary ? IntegerPower(imaginary, power.Numerator) : Exp(Ln(@base)!.Value * power);
            var size = RationalPower(-@base, power);
            return power.Numerator.IsEven ? size : -size;
        }

        if (@base.IsExact && IntegerRoot.Exact(@base.ExactReal, degree) is { } root)
            return IntegerPower(root, power.Numerator);
        return degree == 2 ? IntegerPower(BigFloatFunctions.Sqrt(@base.Real), power.Numerator) : Exp(Ln(@base)!.Value * power);
    }

    private static ComplexNumber? IntegerPower(ComplexNumber @base, BigInteger exponent)
    {
        var positive = BigInteger.Abs(exponent);
        if (@base.IsExactReal && BigRational.Abs(@base.ExactReal) == BigRational.One)
            return positive.IsEven ? ComplexNumber.One : @base;
        if (positive > 1_000_000 || (@base.IsExact ? @base.Height : @base.Magnitude) * (long)positive > ExactBits * 2)
            return null;
        var result = ComplexNumber.One;
        var square = @base;
        for (var rest = (long)positive; rest > 0; rest >>= 1)
        {
            if ((rest & 1) != 0)
                result *= square;
            if (rest > 1)
                square *= square;
        }

        return exponent.Sign >= 0 ? result : result.IsZero ? null : ComplexNumber.One / result;
    }

    private static ComplexNumber Conjugate(ComplexNumber value) => value.IsExact
        ? new(value.ExactReal, -value.ExactImaginary)
        : new(value.Real, -value.Imaginary);
}
