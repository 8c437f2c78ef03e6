using System.Globalization;

namespace InferenceScaling.Ledger.Countdown;

/// <summary>An exact rational number in lowest terms, its denominator above zero. The default is 0.</summary>
public readonly record struct Fraction : IComparable<Fraction>
{
    // One less, so that the default is a number.
    private readonly long _denominator;

    /// <summary>A fraction.</summary>
    /// <param name="numerator">Above the line.</param>
    /// <param name="denominator">Below the line; not 0.</param>
    /// <exception cref="DivideByZeroException"><paramref name="denominator"/> is 0.</exception>
    /// <exception cref="OverflowException">In lowest terms, one of the two does not fit 64 bits.</exception>
    public Fraction(long numerator, long denominator = 1)
        : this((Int128)numerator, denominator)
    {
    }

    private Fraction(Int128 numerator, Int128 denominator)
    {
        if (denominator == 0)
            throw new DivideByZeroException($"{numerator} / 0 is no fraction.");
        var divisor = Gcd(Int128.Abs(numerator), Int128.Abs(denominator)) * Int128.Sign(denominator);
        Numerator = checked((long)(numerator / divisor));
        _denominator = checked((long)(denominator / divisor)) - 1;
    }

    /// <summary>Above the line; carries the sign.</summary>
    public long Numerator { get; }

    /// <summary>Below the line; at least 1.</summary>
    public long Denominator => _denominator + 1;

    /// <summary>Reads a number as <see cref="ToString"/> writes it.</summary>
    /// <param name="text">Such as <c>3</c>, <c>-3</c> or <c>10/3</c>.</param>
    /// <param name="value">The number.</param>
    /// <returns>False if the text is none.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Fraction value)
    {
        var line = text.IndexOf('/');
        value = default;
        var denominator = 1L;
        if (!long.TryParse(line < 0 ? text : text[..line], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var numerator)
            || (line >= 0 && !long.TryParse(text[(line + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out denominator)) || denominator == 0)
            return false;
        value = new(numerator, denominator);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(Fraction other) => ((Int128)Numerator * other.Denominator).CompareTo((Int128)other.Numerator * Denominator);

    /// <inheritdoc/>
    public override string ToString() => Denominator == 1 ? Numerator.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    /// <summary>The sum.</summary>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public static Fraction operator +(Fraction left, Fraction right) => new(Cross(left, right) + Cross(right, left), (Int128)left.Denominator * right.Denominator);

    /// <summary>The difference.</summary>
    /// <exception cref="OverflowException">The difference does not fit.</exception>
    public static Fraction operator -(Fraction left, Fraction right) => new(Cross(left, right) - Cross(right, left), (Int128)left.Denominator * right.Denominator);

    /// <summary>The product.</summary>
    /// <exception cref="OverflowException">The product does not fit.</exception>
    public static Fraction operator *(Fraction left, Fraction right) => new((Int128)left.Numerator * right.Numerator, (Int128)left.Denominator * right.Denominator);

    /// <summary>The quotient.</summary>
    /// <exception cref="DivideByZeroException"><paramref name="right"/> is 0.</exception>
    /// <exception cref="OverflowException">The quotient does not fit.</exception>
    public static Fraction operator /(Fraction left, Fraction right) => new(Cross(left, right), (Int128)left.Denominator * right.Numerator);

    /// <summary>Whether one is less than the other.</summary>
    public static bool operator <(Fraction left, Fraction right) => left.CompareTo(right) < 0;

    /// <summary>Whether one is greater than the other.</summary>
    public static bool operator >(Fraction left, Fraction right) => left.CompareTo(right) > 0;

    /// <summary>Whether one is at most the other.</summary>
    public static bool operator <=(Fraction left, Fraction right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one is at least the other.</summary>
    public static bool operator >=(Fraction left, Fraction right) => left.CompareTo(right) >= 0;

    private static Int128 Cross(Fraction left, Fraction right) => (Int128)left.Numerator * right.Denominator;

    private static Int128 Gcd(Int128 left, Int128 right) => right == 0 ? left : Gcd(right, left % right);
}
