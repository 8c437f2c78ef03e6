using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>A number or a function of its variables, identified by its values: exactly if they are rational, else to 40 digits.</summary>
internal sealed record Scalar
{
    /// <summary>Digits that two irrational values must share.</summary>
    private const int Digits = 40;

    private const int LargestRecognizedBits = 64;
    private const int FewestPoints = 2;

    /// <summary>Equal scalars share it, different ones do not.</summary>
    public required string Key { get; init; }

    /// <summary>The value, if no variable matters.</summary>
    public ComplexNumber? Constant { get; init; }

    /// <summary>Values at the points, written out; null where the function is undefined.</summary>
    public ImmutableArray<string?> Values { get; init; } = [];

    /// <summary>The scalar with these values at the points of <see cref="SamplePoint"/>; null if too few are defined to tell it from others.</summary>
    public static Scalar? FromValues(IReadOnlyList<ComplexNumber?> values)
    {
        var written = values.Select(value => value is { } known ? Write(known) : null).ToImmutableArray();
        var defined = written.Where(value => value is not null).ToList();
        if (defined.Count < FewestPoints)
            return null;
        if (defined.Count == written.Length && defined.TrueForAll(value => value == defined[0]))
            return FromConstant(values[0]!.Value);
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', written)));
        return new() { Key = "f:" + Convert.ToHexStringLower(digest.AsSpan(0, 16)), Values = written };
    }

    public static Scalar FromConstant(ComplexNumber value)
    {
        var recognized = Recognize(value);
        return new() { Key = recognized.IsExact ? WriteExact(recognized) : WriteSurd(recognized) ?? Write(recognized), Constant = recognized };
    }

    /// <summary>Whether two functions agree at every point where both are defined, and there are enough of them.</summary>
    public bool AgreesWhereDefined(Scalar other)
    {
        if (Values.Length == 0 || other.Values.Length == 0)
            return false;
        var both = Values.Zip(other.Values).Where(pair => pair is { First: not null, Second: not null }).ToList();
        return both.Count >= FewestPoints && both.TrueForAll(pair => pair.First == pair.Second);
    }

    // A part within 2^-200 of a fraction of small height is that fraction: sin 30° is 1/2.
    private static ComplexNumber Recognize(ComplexNumber value) =>
        !value.IsExact && Recognize(value.Real) is { } real && Recognize(value.Imaginary) is { } imaginary ? new(real, imaginary) : value;

    private static BigRational? Recognize(BigFloat value)
    {
        if (value.IsZero)
            return BigRational.Zero;
        if (value.TopBit is > LargestRecognizedBits or < -LargestRecognizedBits)
            return null;

        // Continued fraction: a convergent h/k is as near as 1/(k² · the next quotient); a huge quotient means that the rest is rounding.
        var numerator = value.Mantissa << (int)Math.Max(0, value.Exponent);
        var denominator = BigInteger.One << (int)Math.Max(0, -value.Exponent);
        var (h0, k0, h1, k1) = (BigInteger.Zero, BigInteger.One, BigInteger.One, BigInteger.Zero);
        while (k1.GetBitLength() <= LargestRecognizedBits)
        {
            if (denominator.IsZero)
                return new(h1, k1);
            var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
            if (!k1.IsZero && (2 * k1.GetBitLength()) + quotient.GetBitLength() > BigFloat.CancellationBits - value.TopBit + 2)
                return new(h1, k1);
            (h0, h1) = (h1, (quotient * h1) + h0);
            (k0, k1) = (k1, (quotient * k1) + k0);
            (numerator, denominator) = (denominator, rest);
        }

        return null;
    }

    private static string WriteExact(ComplexNumber value)
    {
        if (value.IsReal)
            return value.ExactReal.ToString();
        var real = value.ExactReal.IsZero ? "" : value.ExactReal.ToString();
        var sign = value.ExactImaginary.Sign < 0 || real.Length == 0 ? "" : "+";
        return $"{real}{sign}{value.ExactImaginary}i";
    }

    // √8 and 2/3·π have names; other irrational numbers have their digits.
    private static string? WriteSurd(ComplexNumber value)
    {
        if (!value.IsReal)
            return null;
        if (Recognize(value.Real * value.Real) is { } square)
            return $"{(value.Real.Sign < 0 ? "-" : "")}sqrt({square})";
        return Recognize(value.Real / BigFloatFunctions.Pi) is not { } multiple ? null : multiple == BigRational.One ? "pi" : $"{multiple}·pi";
    }

    private static string Write(ComplexNumber value) => value.IsReal ? value.Real.ToString(Digits) : $"{value.Real.ToString(Digits)}+{value.Imaginary.ToString(Digits)}i";
}
