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
        return new() { Key = recognized.IsExact ? WriteExact(recognized) : Write(recognized), Constant = recognized };
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

        // Continued fraction: convergents until one is as near as rounding.
        var exact = new BigRational(value.Mantissa << (int)Math.Max(0, value.Exponent), BigInteger.One << (int)Math.Max(0, -value.Exponent));
        var rest = exact;
        var whole = BigRational.Floor(rest).Numerator;
        var (h0, k0, h1, k1) = (BigInteger.One, BigInteger.Zero, whole, BigInteger.One);
        while (k1.GetBitLength() <= LargestRecognizedBits)
        {
            var convergent = new BigRational(h1, k1);
            if (BigFloat.From(BigRational.Abs(exact - convergent)) is var error && (error.IsZero || error.TopBit < value.TopBit - BigFloat.CancellationBits))
                return convergent;
            rest = 1 / (rest - whole);
            whole = BigRational.Floor(rest).Numerator;
            (h0, h1) = (h1, (whole * h1) + h0);
            (k0, k1) = (k1, (whole * k1) + k0);
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

    private static string Write(ComplexNumber value) => value.IsReal ? value.Real.ToString(Digits) : $"{value.Real.ToString(Digits)}+{value.Imaginary.ToString(Digits)}i";
}
