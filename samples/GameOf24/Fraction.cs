using System.Globalization;

namespace InferenceScaling.Samples.GameOf24;

/// <summary>A rational number in lowest terms with a positive denominator.</summary>
public readonly record struct Fraction
{
    public Fraction(long numerator, long denominator)
    {
        if (denominator == 0)
            throw new DivideByZeroException($"{numerator} / 0 is no fraction.");
        var divisor = Math.Max(1, Gcd(Math.Abs(numerator), Math.Abs(denominator))) * Math.Sign(denominator);
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    public long Numerator { get; }

    public long Denominator { get; }

    public static Fraction Parse(string text)
    {
        var parts = text.Split('/');
        return new(long.Parse(parts[0], CultureInfo.InvariantCulture), parts.Length > 1 ? long.Parse(parts[1], CultureInfo.InvariantCulture) : 1);
    }

    public double Value => (double)Numerator / Denominator;

    public override string ToString() => Denominator == 1 ? Numerator.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    private static long Gcd(long left, long right) => right == 0 ? left : Gcd(right, left % right);
}
