using System.Globalization;
using CsCheck;
using InferenceScaling.Answers;

namespace InferenceScaling.Tests.Answers;

public class MathLawsTests
{
    private static readonly Gen<string> Leaf = Gen.OneOf(
        Gen.Int[0, 999].Select(value => value.ToString(CultureInfo.InvariantCulture)),
        Gen.Select(Gen.Int[1, 99], Gen.Int[1, 99], (above, below) => $@"\frac{{{above}}}{{{below}}}"),
        Gen.OneOfConst("x", "y", @"\pi", "i", @"\sqrt{2}"));

    // An answer of any shape, sensible or not.
    private static readonly Gen<string> Answer = Gen.OneOf(
        Leaf,
        Gen.Select(Leaf, Leaf, (left, right) => $"({left},{right})"),
        Gen.Select(Leaf, Leaf, (left, right) => $"[{left},{right})"),
        Gen.Select(Leaf, Leaf, (left, right) => $"{left}, {right}"),
        Gen.Select(Leaf, Leaf, (left, right) => $@"\{{{left},{right}\}}"),
        Gen.Select(Leaf, Leaf, (left, right) => $"{left}+{right}={left}"),
        Gen.Select(Leaf, Gen.OneOfConst(" cm", @"\text{ m}", "%", @"^\circ", " apples", "_7"), (value, unit) => value + unit),
        Gen.String[Gen.Char[@"0123456789xyi+-*/^_(){}[],.=<>|!%\$& "], 0, 20]);

    private static readonly Gen<Expression> Expressions = Gen.Recursive<Expression>((depth, inner) => depth > 3
        ? Gen.Int[1, 30].Select(Expression.Number)
        : Gen.OneOf(
            Gen.Int[1, 30].Select(Expression.Number),
            Gen.OneOfConst("x", "y", "a").Select(Expression.Variable),
            Gen.Select(inner, inner, Expression.Sum),
            Gen.Select(inner, inner, Expression.Product),
            Gen.Select(inner, inner, Expression.Quotient),
            Gen.Select(inner, Gen.Int[2, 3], Expression.Power)));

    [Fact]
    public void Equivalence_is_reflexive_and_symmetric_and_keys_are_sound() =>
        Gen.Select(Answer, Answer).Sample((left, right) =>
        {
            var math = AnswerDomain.Math;
            var verdict = math.AreEquivalent(left, right);
            return math.AreEquivalent(left, left) == Equivalence.Equal
                && math.AreEquivalent(left + " ", left) == Equivalence.Equal
                && math.AreEquivalent(right, left) == verdict
                && (math.Canonicalize(left) != math.Canonicalize(right) || verdict == Equivalence.Equal);
        }, iter: 3000);

    [Fact]
    public void One_expression_in_two_writings_is_equal() =>
        Expressions.Sample(
            expression => AnswerDomain.Math.AreEquivalent(expression.Latex, expression.Plain) == Equivalence.Equal || AnswerDomain.Math.Canonicalize(expression.Latex).StartsWith("text ", StringComparison.Ordinal),
            iter: 1000);

    [Fact]
    public void Writings_are_understood() =>
        Expressions.Sample(expression => !AnswerDomain.Math.Canonicalize(expression.Latex).StartsWith("text ", StringComparison.Ordinal), iter: 300);

    [Fact]
    public void A_changed_number_is_different() =>
        Gen.Select(Gen.Int[-5000, 5000], Gen.Int[1, 400], Gen.Int[1, 9], Gen.Int[0, 3]).Sample((above, below, change, shape) =>
        {
            string Write(int numerator) => shape switch
            {
                0 => $@"\frac{{{numerator}}}{{{below}}}",
                1 => $"({numerator}/{below},7)",
                2 => $@"{numerator}\sqrt{{{below}}}+x",
                _ => $@"\{{{numerator},\pi+{below}\}}",
            };
            return AnswerDomain.Math.AreEquivalent(Write(above), Write(above + change)) == Equivalence.Different;
        }, iter: 1000);

    [Fact]
    public void Decimals_and_fractions_agree_exactly_when_they_are_equal() =>
        Gen.Select(Gen.Int[-100_000, 100_000], Gen.Int[0, 5], Gen.Int[-1, 1]).Sample((digits, places, error) =>
        {
            var scale = (int)Math.Pow(10, places);
            var text = ((decimal)digits / scale).ToString(CultureInfo.InvariantCulture);
            return AnswerDomain.Math.AreEquivalent(text, $@"\frac{{{digits + error}}}{{{scale}}}") == (error == 0 ? Equivalence.Equal : Equivalence.Different);
        }, iter: 1000);

    // An expression with its LaTeX and, in another order of terms and factors, its plain writing.
    private sealed record Expression(string Latex, string Plain)
    {
        public static Expression Number(int value) => new(value.ToString(CultureInfo.InvariantCulture), value.ToString(CultureInfo.InvariantCulture));

        public static Expression Variable(string name) => new(name, name);

        public static Expression Sum(Expression left, Expression right) => new($"{left.Latex} + {right.Latex}", $"({right.Plain})+({left.Plain})");

        public static Expression Product(Expression left, Expression right) => new($@"\left({left.Latex}\right)\left({right.Latex}\right)", $"({right.Plain})*({left.Plain})");

        public static Expression Quotient(Expression left, Expression right) => new($@"\frac{{{left.Latex}}}{{{right.Latex}}}", $"({left.Plain})/({right.Plain})");

        public static Expression Power(Expression left, int exponent) => new($@"\left({left.Latex}\right)^{{{exponent}}}", string.Join('*', Enumerable.Repeat($"({left.Plain})", exponent)));
    }
}
