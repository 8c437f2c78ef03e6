using System.Collections.Immutable;
using System.Numerics;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>The value of an expression at a point; null where it is undefined, too large, or the work is spent.</summary>
/// <param name="point">Where.</param>
/// <param name="work">What may still be spent.</param>
/// <param name="sign">What ± stands for: 1 or -1.</param>
/// <param name="fixedVariables">Values that replace the point's.</param>
internal sealed class Evaluator(SamplePoint point, WorkLimit work, int sign = 1, IReadOnlyDictionary<string, BigRational>? fixedVariables = null)
{
    private const int TranscendentalCost = 40;
    private const int MaximumFactorial = 1000;

    public ComplexNumber? Evaluate(MathNode node)
    {
        if (!work.Spend(1))
            return null;
        var value = node switch
        {
            NumberNode number => number.Value,
            SymbolNode symbol => Symbol(symbol.Name),
            QuantityNode { Unit.IsDegree: true } degrees => Evaluate(degrees.Value) * BigFloatFunctions.Pi / (BigRational)180,
            QuantityNode quantity => Evaluate(quantity.Value) * quantity.Unit.Factor,
            CallNode call => Call(call),
            _ => null,
        };
        return value is { } known && (known.Magnitude > (known.IsExact ? ComplexFunctions.ExactBits : 1 << 16) || !work.Spend(Cost(known))) ? null : value;
    }

    private ComplexNumber? Symbol(string name) => name switch
    {
        "pi" => BigFloatFunctions.Pi,
        "e" => ComplexFunctions.Exp(ComplexNumber.One),
        "i" => ComplexNumber.ImaginaryUnit,
        "infty" => null,
        _ when fixedVariables?.TryGetValue(name, out var value) == true => value,
        _ => point[name],
    };

    private ComplexNumber? Call(CallNode call)
    {
        switch (call.Function)
        {
            case "+":
                return Fold(call.Arguments, ComplexNumber.Zero, static (left, right) => left + right);
            case "*":
                return Fold(call.Arguments, ComplexNumber.One, static (left, right) => left * right);
        }

        if (Evaluate(call.Arguments[0]) is not { } x)
            return null;
        ComplexNumber? y = null;
        if (call.Arguments.Length > 1 && (y = Evaluate(call.Arguments[1])) is null)
            return null;
        if (!work.Spend(IsArithmetic(call.Function) ? Cost(x) : TranscendentalCost + Cost(x)))
            return null;
        return y is { } second ? Binary(call.Function, x, second) : Unary(call.Function, x);
    }

    private ComplexNumber? Fold(ImmutableArray<MathNode> arguments, ComplexNumber start, Func<ComplexNumber, ComplexNumber, ComplexNumber> combine)
    {
        var result = start;
        foreach (var argument in arguments)
        {
            if (Evaluate(argument) is not { } value || value.Height + result.Height > 2 * ComplexFunctions.ExactBits || !work.Spend(Cost(result)))
                return null;
            result = combine(result, value);
        }

        return result;
    }

    private ComplexNumber? Unary(string function, ComplexNumber x) => function switch
    {
        "negate" => -x,
        "inverse" => Quotient(ComplexNumber.One, x),
        "pm" => sign > 0 ? x : -x,
        "mp" => sign > 0 ? -x : x,
        "abs" => ComplexFunctions.Abs(x),
        "floor" => x.IsExactReal ? BigRational.Floor(x.ExactReal) : null,
        "ceil" => x.IsExactReal ? -BigRational.Floor(-x.ExactReal) : null,
        "!" => Factorial(x),
        "exp" => ComplexFunctions.Exp(x),
        "ln" => ComplexFunctions.Ln(x),
        "log" or "lg" => Logarithm(x, (BigRational)10),
        "sin" => ComplexFunctions.SinCos(x).Sin,
        "cos" => ComplexFunctions.SinCos(x).Cos,
        "tan" => ComplexFunctions.SinCos(x) is var (sin, cos) ? Quotient(sin, cos) : null,
        "cot" => ComplexFunctions.SinCos(x) is var (sin, cos) ? Quotient(cos, sin) : null,
        "sec" => Quotient(ComplexNumber.One, ComplexFunctions.SinCos(x).Cos),
        "csc" => Quotient(ComplexNumber.One, ComplexFunctions.SinCos(x).Sin),
        "arcsin" => ComplexFunctions.ArcSin(x),
        "arccos" => (BigFloatFunctions.Pi / (ComplexNumber)(BigRational)2) - ComplexFunctions.ArcSin(x),
        "arctan" => ComplexFunctions.ArcTan(x),
        "sinh" => (ComplexFunctions.Exp(x) - ComplexFunctions.Exp(-x)) * new BigRational(1, 2),
        "cosh" => (ComplexFunctions.Exp(x) + ComplexFunctions.Exp(-x)) * new BigRational(1, 2),
        "tanh" => Quotient(ComplexFunctions.Exp(x) - ComplexFunctions.Exp(-x), ComplexFunctions.Exp(x) + ComplexFunctions.Exp(-x)),
        _ => null,
    };

    private static ComplexNumber? Binary(string function, ComplexNumber x, ComplexNumber y) => function switch
    {
        "^" => ComplexFunctions.Power(x, y),
        "root" => Root(x, y),
        "log" or "lg" => Logarithm(x, y),
        "binom" => Binomial(x, y),
        _ => null,
    };

    private static ComplexNumber? Root(ComplexNumber x, ComplexNumber degree)
    {
        if (degree.IsZero)
            return null;
        return degree is { IsExactReal: true, ExactReal: { IsInteger: true, Sign: > 0 } exact } && exact.Numerator == 2
            ? ComplexFunctions.Sqrt(x)
            : ComplexFunctions.Power(x, ComplexNumber.One / degree);
    }

    private static ComplexNumber? Quotient(ComplexNumber? numerator, ComplexNumber? denominator) =>
        numerator is { } above && denominator is { IsZero: false } below ? above / below : null;

    private static ComplexNumber? Logarithm(ComplexNumber x, ComplexNumber @base) =>
        ComplexFunctions.Ln(@base) is { IsZero: false } divisor && ComplexFunctions.Ln(x) is { } logarithm ? logarithm / divisor : null;

    private static ComplexNumber? Factorial(ComplexNumber x)
    {
        if (!x.IsExactReal || !x.ExactReal.IsInteger || x.ExactReal.Sign < 0 || x.ExactReal.Numerator > MaximumFactorial)
            return null;
        var product = BigInteger.One;
        for (var factor = 2; factor <= (int)x.ExactReal.Numerator; factor++)
            product *= factor;
        return (BigRational)product;
    }

    private static ComplexNumber? Binomial(ComplexNumber n, ComplexNumber k)
    {
        if (!n.IsExactReal || !k.IsExactReal || !k.ExactReal.IsInteger || k.ExactReal.Sign < 0 || k.ExactReal.Numerator > MaximumFactorial || n.Height > 32)
            return null;
        var result = BigRational.One;
        for (var index = 0; index < (int)k.ExactReal.Numerator; index++)
            result = result * (n.ExactReal - index) / (index + 1);
        return result;
    }

    private static bool IsArithmetic(string function) => function is "negate" or "inverse" or "pm" or "mp" or "abs";

    // About a microsecond a unit: greatest common divisors grow with the square of the bits.
    private static long Cost(ComplexNumber value) => 1 + (value.Height / 70) + (value.Height * value.Height / 400_000);
}
