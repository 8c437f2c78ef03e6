using System.Globalization;
using System.Numerics;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>A binary floating-point number of 256 significant bits (about 77 digits): Mantissa · 2^Exponent.</summary>
/// <remarks>
/// A sum that cancels to below 2^-200 of its terms is exactly zero: the terms carry about 250 correct bits, so what is left is rounding,
/// and an identity such as √2+√3-√(5+2√6) = 0 is seen as what it is.
/// </remarks>
internal readonly record struct BigFloat
{
    public const int Precision = 256;
    public const int CancellationBits = 200;

    public BigFloat(BigInteger mantissa, long exponent)
    {
        var excess = (int)mantissa.GetBitLength() - Precision;
        if (excess > 0)
        {
            mantissa = (mantissa + (BigInteger.One << (excess - 1))) >> excess;
            exponent += excess;
        }

        Mantissa = mantissa;
        Exponent = mantissa.IsZero ? 0 : exponent;
    }

    public BigInteger Mantissa { get; }

    public long Exponent { get; }

    public static BigFloat Zero { get; } = new(0, 0);

    public static BigFloat One { get; } = new(1, 0);

    public bool IsZero => Mantissa.IsZero;

    public int Sign => Mantissa.Sign;

    /// <summary>The place of the leading bit: |x| is in [2^(TopBit-1), 2^TopBit).</summary>
    public long TopBit => (long)BigInteger.Abs(Mantissa).GetBitLength() + Exponent;

    public static BigFloat From(BigRational value) => From(value.Numerator) / From(value.Denominator);

    public static BigFloat From(BigInteger value) => new(value, 0);

    public static BigFloat From(double value)
    {
        if (value == 0)
            return Zero;
        var exponent = Math.ILogB(value) - 60;
        return new((BigInteger)Math.ScaleB(value, -exponent), exponent);
    }

    public static BigFloat operator +(BigFloat left, BigFloat right)
    {
        if (left.IsZero)
            return right;
        if (right.IsZero)
            return left;
        var (high, low) = left.Exponent >= right.Exponent ? (left, right) : (right, left);
        if (left.TopBit - right.TopBit is > 2 * Precision or < -2 * Precision)
            return left.TopBit > right.TopBit ? left : right;
        var sum = new BigFloat((high.Mantissa << (int)(high.Exponent - low.Exponent)) + low.Mantissa, low.Exponent);
        return sum.TopBit < Math.Max(left.TopBit, right.TopBit) - CancellationBits ? Zero : sum;
    }

    public static BigFloat operator -(BigFloat left, BigFloat right) => left + -right;

    public static BigFloat operator -(BigFloat value) => new(-value.Mantissa, value.Exponent);

    public static BigFloat operator *(BigFloat left, BigFloat right) => new(left.Mantissa * right.Mantissa, left.Exponent + right.Exponent);

    public static BigFloat operator /(BigFloat left, BigFloat right)
    {
        if (right.IsZero)
            throw new DivideByZeroException();
        var shift = (int)Math.Max(0, Precision + 2 + right.Mantissa.GetBitLength() - left.Mantissa.GetBitLength());
        return new((left.Mantissa << shift) / right.Mantissa, left.Exponent - right.Exponent - shift);
    }

    public static BigFloat Abs(BigFloat value) => value.Sign < 0 ? -value : value;

    /// <summary>The value times a power of two.</summary>
    public static BigFloat Scale(BigFloat value, long power) => value.IsZero ? value : new(value.Mantissa, value.Exponent + power);

    public static int Compare(BigFloat left, BigFloat right) => (left - right).Sign;

    /// <summary>The value as a fixed-point integer with <paramref name="bits"/> bits after the point.</summary>
    public BigInteger ToFixed(int bits)
    {
        var shift = Exponent + bits;
        return shift >= 0 ? Mantissa << (int)shift : shift < -int.MaxValue ? BigInteger.Zero : Mantissa >> (int)-shift;
    }

    /// <summary>The nearest double; the caller keeps the exponent in a double's range.</summary>
    public double ToDouble()
    {
        var excess = (int)Math.Max(0, BigInteger.Abs(Mantissa).GetBitLength() - 62);
        return Math.ScaleB((double)(Mantissa >> excess), (int)Math.Clamp(Exponent + excess, -5000, 5000));
    }

    /// <summary>Rounded to <paramref name="digits"/> significant decimal digits, such as <c>1.4142e0</c>.</summary>
    public string ToString(int digits)
    {
        if (IsZero)
            return "0";
        var place = (long)Math.Floor((TopBit - 1) * 0.30102999566398120);
        var scaled = Round(digits - 1 - place);
        if (scaled >= BigInteger.Pow(10, digits))
            scaled = Round(digits - 1 - ++place);
        var text = scaled.ToString(CultureInfo.InvariantCulture);
        var rest = text[1..].TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture, $"{(Sign < 0 ? "-" : "")}{text[0]}{(rest.Length > 0 ? "." : "")}{rest}e{place}");
    }

    // |value| · 10^power to the nearest integer.
    private BigInteger Round(long power)
    {
        var numerator = BigInteger.Abs(Mantissa) * (power > 0 ? BigInteger.Pow(10, (int)power) : 1) << (int)Math.Max(0, Exponent);
        var denominator = (power < 0 ? BigInteger.Pow(10, (int)-power) : BigInteger.One) << (int)Math.Max(0, -Exponent);
        return ((2 * numerator) + denominator) / (2 * denominator);
    }
}
