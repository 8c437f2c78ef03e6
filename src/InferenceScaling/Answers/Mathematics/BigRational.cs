using System.Globalization;
using System.Numerics;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>An exact fraction in lowest terms with a positive denominator.</summary>
internal readonly record struct BigRational
{
    public BigRational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
            throw new DivideByZeroException();
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator { get; }

    public static BigRational Zero { get; } = new(0, 1);

    public static BigRational One { get; } = new(1, 1);

    public bool IsZero => Numerator.IsZero;

    public bool IsInteger => Denominator.IsOne;

    public int Sign => Numerator.Sign;

    /// <summary>Bits of the larger of numerator and denominator.</summary>
    public long Height => Math.Max(Numerator.GetBitLength(), Denominator.GetBitLength());

    public static implicit operator BigRational(int value) => new(value, 1);

    public static implicit operator BigRational(BigInteger value) => new(value, 1);

    public static BigRational operator +(BigRational left, BigRational right) =>
        new((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    public static BigRational operator -(BigRational left, BigRational right) => left + -right;

    public static BigRational operator -(BigRational value) => new(-value.Numerator, value.Denominator);

    public static BigRational operator *(BigRational left, BigRational right) => new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    public static BigRational operator /(BigRational left, BigRational right) => new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    public static BigRational Abs(BigRational value) => value.Sign < 0 ? -value : value;

    public static BigRational Floor(BigRational value) => value - new BigRational(BigInteger.Remainder(BigInteger.Remainder(value.Numerator, value.Denominator) + value.Denominator, value.Denominator), value.Denominator);

    public override string ToString() => IsInteger
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
