using System.Numerics;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>Elementary functions at the precision of <see cref="BigFloat"/>. Callers keep arguments in range: see each function.</summary>
internal static class BigFloatFunctions
{
    private const int Fixed = BigFloat.Precision + 128;
    private const int HalvingsBeforeTaylor = 16;

    private static readonly BigInteger FixedPi = 4 * ((4 * InverseArcTangent(5)) - InverseArcTangent(239));
    private static readonly BigInteger FixedLn2 = 2 * InverseAreaTangent(3);

    public static BigFloat Pi { get; } = new(FixedPi, -Fixed);

    /// <summary>The square root of a number that is not negative.</summary>
    public static BigFloat Sqrt(BigFloat value)
    {
        if (value.IsZero)
            return value;
        var shift = (2 * BigFloat.Precision) + 2 - (int)value.Mantissa.GetBitLength();
        if (((value.Exponent - shift) & 1) != 0)
            shift++;
        return new(IntegerRoot.Floor(value.Mantissa << shift, 2), (value.Exponent - shift) / 2);
    }

    /// <summary>e^x for |x| below 2^20.</summary>
    public static BigFloat Exp(BigFloat value)
    {
        var x = value.ToFixed(Fixed);
        var quotient = (int)((x + (x.Sign * FixedLn2 / 2)) / FixedLn2);
        var reduced = (x - (quotient * FixedLn2)) >> HalvingsBeforeTaylor;
        var sum = BigInteger.One << Fixed;
        var term = sum;
        for (var index = 1; !term.IsZero && index < 100; index++)
        {
            term = (term * reduced >> Fixed) / index;
            sum += term;
        }

        for (var index = 0; index < HalvingsBeforeTaylor; index++)
            sum = sum * sum >> Fixed;
        return new(sum, quotient - (long)Fixed);
    }

    /// <summary>The natural logarithm of a positive number.</summary>
    public static BigFloat Ln(BigFloat value)
    {
        var exponent = value.TopBit;
        var fraction = BigFloat.Scale(value, -exponent);
        var logarithm = BigFloat.From(Math.Log(fraction.ToDouble()));

        // Halley's iteration triples the correct bits: 50, 150, 450.
        for (var round = 0; round < 2; round++)
        {
            var power = Exp(logarithm);
            logarithm += BigFloat.Scale((fraction - power) / (fraction + power), 1);
        }

        return logarithm + (BigFloat.From((BigInteger)exponent) * new BigFloat(FixedLn2, -Fixed));
    }

    /// <summary>Sine and cosine for |x| below 2^64. A value below 2^-200 is zero: π itself is rounded.</summary>
    public static (BigFloat Sin, BigFloat Cos) SinCos(BigFloat value)
    {
        if (value.TopBit < -BigFloat.CancellationBits)
            return (value, BigFloat.One);
        var x = value.ToFixed(Fixed);
        var quarter = FixedPi / 2;
        var quotient = (x + (x.Sign * quarter / 2)) / quarter;
        var reduced = x - (quotient * quarter);
        var square = reduced * reduced >> Fixed;
        BigInteger sin = reduced, cos = BigInteger.One << Fixed, sinTerm = sin, cosTerm = cos;
        for (var index = 1; index < 200 && !(sinTerm.IsZero && cosTerm.IsZero); index++)
        {
            cosTerm = -(cosTerm * square >> Fixed) / (((2 * index) - 1) * (2 * index));
            sinTerm = -(sinTerm * square >> Fixed) / ((2 * index) * ((2 * index) + 1));
            cos += cosTerm;
            sin += sinTerm;
        }

        return (int)(((quotient % 4) + 4) % 4) switch
        {
            0 => (Snap(sin), Snap(cos)),
            1 => (Snap(cos), Snap(-sin)),
            2 => (Snap(-sin), Snap(-cos)),
            _ => (Snap(-cos), Snap(sin)),
        };
    }

    /// <summary>The angle of the point (x, y), not both zero, in (-π, π].</summary>
    public static BigFloat Atan2(BigFloat y, BigFloat x)
    {
        if (y.IsZero)
            return x.Sign > 0 ? BigFloat.Zero : Pi;
        var scale = -Math.Max(y.IsZero ? long.MinValue : y.TopBit, x.IsZero ? long.MinValue : x.TopBit);
        (y, x) = (BigFloat.Scale(y, scale), BigFloat.Scale(x, scale));
        var radius = Sqrt((x * x) + (y * y));
        var angle = BigFloat.From(Math.Atan2(y.ToDouble(), x.ToDouble()));

        // The sine of what is missing is known; its arcsine to third order triples the correct bits.
        for (var round = 0; round < 2; round++)
        {
            var (sin, cos) = SinCos(angle);
            var missing = ((y * cos) - (x * sin)) / radius;
            angle += missing + (missing * missing * missing / BigFloat.From((BigInteger)6));
        }

        return angle;
    }

    private static BigFloat Snap(BigInteger value)
    {
        var number = new BigFloat(value, -Fixed);
        return number.TopBit < -BigFloat.CancellationBits ? BigFloat.Zero : number;
    }

    // arctan(1/n) and artanh(1/n) in fixed point.
    private static BigInteger InverseArcTangent(int n) => Series(n, alternate: true);

    private static BigInteger InverseAreaTangent(int n) => Series(n, alternate: false);

    private static BigInteger Series(int n, bool alternate)
    {
        var power = (BigInteger.One << (Fixed + 16)) / n;
        var sum = BigInteger.Zero;
        for (var index = 1; !power.IsZero; index += 2)
        {
            sum += alternate && index % 4 == 3 ? -(power / index) : power / index;
            power /= n * n;
        }

        return sum >> 16;
    }
}
