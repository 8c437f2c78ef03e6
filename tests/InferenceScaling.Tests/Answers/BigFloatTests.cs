using CsCheck;
using InferenceScaling.Answers.Mathematics;

namespace InferenceScaling.Tests.Answers;

public class BigFloatTests
{
    private static readonly Gen<BigRational> Rational = Gen.Select(Gen.Int[-100_000, 100_000], Gen.Int[1, 10_000], (above, below) => new BigRational(above, below));

    private static BigFloat Two => BigFloat.From((BigRational)2);

    [Fact]
    public void Constants_have_their_published_digits()
    {
        BigFloatFunctions.Pi.ToString(70).Should().Be("3.141592653589793238462643383279502884197169399375105820974944592307816e0");
        BigFloatFunctions.Exp(BigFloat.One).ToString(70).Should().Be("2.718281828459045235360287471352662497757247093699959574966967627724077e0");
        BigFloatFunctions.Sqrt(Two).ToString(70).Should().Be("1.414213562373095048801688724209698078569671875376948073176679737990732e0");
        BigFloatFunctions.Ln(Two).ToString(60).Should().Be("6.9314718055994530941723212145817656807550013436025525412068e-1");
        BigFloatFunctions.SinCos(BigFloat.One).Sin.ToString(40).Should().Be("8.414709848078965066525023216302989996226e-1");
    }

    [Fact]
    public void Functions_undo_each_other() => Rational.Where(value => value.Sign > 0).Sample(value =>
    {
        var x = BigFloat.From(value);
        var root = BigFloatFunctions.Sqrt(x);
        var (sin, cos) = BigFloatFunctions.SinCos(x);
        return IsNear(root * root, x)
            && IsNear(BigFloatFunctions.Exp(BigFloatFunctions.Ln(x)), x)
            && IsNear((sin * sin) + (cos * cos), BigFloat.One)
            && IsNear(BigFloatFunctions.SinCos(BigFloatFunctions.Atan2(x, BigFloat.One)).Sin * BigFloatFunctions.Sqrt(BigFloat.One + (x * x)), x);
    });

    [Fact]
    public void Arithmetic_agrees_with_exact_fractions() => Gen.Select(Rational, Rational).Sample((a, b) =>
        IsNear(BigFloat.From(a) + BigFloat.From(b), BigFloat.From(a + b))
        && IsNear(BigFloat.From(a) * BigFloat.From(b), BigFloat.From(a * b))
        && (b.IsZero || IsNear(BigFloat.From(a) / BigFloat.From(b), BigFloat.From(a / b)))
        && BigFloat.Compare(BigFloat.From(a), BigFloat.From(b)) == (a - b).Sign);

    [Fact]
    public void What_cancels_is_zero()
    {
        var left = BigFloatFunctions.Sqrt(Two) + BigFloatFunctions.Sqrt(BigFloat.From((BigRational)3));
        var right = BigFloatFunctions.Sqrt(BigFloat.From((BigRational)5) + (Two * BigFloatFunctions.Sqrt(BigFloat.From((BigRational)6))));

        (left - right).IsZero.Should().BeTrue();
        (left - right - BigFloat.From(new BigRational(1, 1_000_000_000))).IsZero.Should().BeFalse();
    }

    [Fact]
    public void Roots_of_integers_are_exact() => Gen.Select(Gen.ULong, Gen.Int[2, 6]).Sample((value, degree) =>
    {
        var root = IntegerRoot.Floor(value, degree);
        return System.Numerics.BigInteger.Pow(root, degree) <= value && System.Numerics.BigInteger.Pow(root + 1, degree) > value;
    });

    private static bool IsNear(BigFloat left, BigFloat right) => (left - right) is var difference && (difference.IsZero || difference.TopBit < right.TopBit - BigFloat.CancellationBits);
}
