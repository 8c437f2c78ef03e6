using System.Numerics;
using CsCheck;
using InferenceScaling.Ledger.Countdown;

namespace InferenceScaling.Ledger.Tests.Countdown;

public class FractionTests
{
    private static readonly Gen<Fraction> AnyFraction = Gen.Select(Gen.Long[-1_000_000, 1_000_000], Gen.Long[1, 1_000_000], (numerator, denominator) => new Fraction(numerator, denominator));

    [Fact]
    public void It_calculates_as_big_integers_do() => Gen.Select(AnyFraction, AnyFraction).Sample((a, b) =>
    {
        var (an, ad, bn, bd) = ((BigInteger)a.Numerator, (BigInteger)a.Denominator, (BigInteger)b.Numerator, (BigInteger)b.Denominator);

        Is(a + b, (an * bd) + (bn * ad), ad * bd);
        Is(a - b, (an * bd) - (bn * ad), ad * bd);
        Is(a * b, an * bn, ad * bd);
        if (bn != 0)
            Is(a / b, an * bd, ad * bn);
        (a < b).Should().Be(an * bd < bn * ad);
        (a >= b).Should().Be(an * bd >= bn * ad);
    });

    [Fact]
    public void It_is_in_lowest_terms_with_its_sign_above_the_line()
    {
        new Fraction(6, -4).Should().Be(new Fraction(-3, 2));
        new Fraction(6, -4).ToString().Should().Be("-3/2");
        new Fraction(0, -7).Should().Be(default(Fraction)).And.Be(new Fraction(0));
        default(Fraction).ToString().Should().Be("0");
        new Fraction(long.MinValue, long.MinValue).Should().Be(new Fraction(1));
    }

    [Fact]
    public void It_reads_what_it_writes() => AnyFraction.Sample(value => Fraction.TryParse(value.ToString(), out var read).Should().Be(read == value).And.BeTrue());

    [Theory]
    [InlineData("")]
    [InlineData("1/0")]
    [InlineData("1/-2")]
    [InlineData("1/")]
    [InlineData("/2")]
    [InlineData("1.5")]
    [InlineData("1/2/3")]
    [InlineData("99999999999999999999")]
    public void What_is_no_fraction_is_not_read(string text) => Fraction.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        FluentActions.Invoking(() => new Fraction(1, 0)).Should().Throw<DivideByZeroException>().WithMessage("1 / 0*");
        FluentActions.Invoking(() => new Fraction(1) / new Fraction(0)).Should().Throw<DivideByZeroException>();
        FluentActions.Invoking(() => new Fraction(long.MaxValue) * new Fraction(2)).Should().Throw<OverflowException>();
        FluentActions.Invoking(() => new Fraction(1, long.MinValue)).Should().Throw<OverflowException>();
    }

    private static void Is(Fraction value, BigInteger numerator, BigInteger denominator)
    {
        (value.Numerator * denominator).Should().Be(numerator * value.Denominator);
        value.Denominator.Should().BePositive();
        BigInteger.GreatestCommonDivisor(value.Numerator, value.Denominator).Should().Be(BigInteger.One);
    }
}
