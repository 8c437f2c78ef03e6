using System.Numerics;
using InferenceScaling.Models.Chat.Templates.Functions;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>Python's binary and unary operators.</summary>
internal static class Arithmetic
{
    /// <summary>Integers beyond this are refused: no template needs them, and Python's grow without bound.</summary>
    private const int MaxIntegerBits = 4096;

    public static Value Apply(RenderState state, string symbol, Value left, Value right)
    {
        if ((left as UndefinedValue ?? right as UndefinedValue) is { } undefined && !(symbol == "%" && left is StringValue))
            throw state.Undefined(undefined);
        return (symbol, left, right) switch
        {
            ("+", StringValue a, StringValue b) => Concatenate(state, a, b),
            ("+", SequenceValue a, SequenceValue b) when a.Kind == b.Kind && a.Kind is SequenceKind.List or SequenceKind.Tuple => Concatenate(state, a, (SequenceValue)right),
            ("%", StringValue format, _) => PrintfFormat.Format(state, format, right),
            ("*", StringValue or SequenceValue, IntegerValue or BooleanValue) => Repeat(state, left, right),
            ("*", IntegerValue or BooleanValue, StringValue or SequenceValue) => Repeat(state, right, left),
            _ when Comparison.IsNumber(left) && Comparison.IsNumber(right) => left is FloatValue || right is FloatValue || symbol == "/"
                ? Real(state, symbol, left, right)
                : Whole(state, symbol, Comparison.Whole(left), Comparison.Whole(right)),
            _ => throw state.Error($"The operator '{symbol}' does not work on {left.TypeName} and {right.TypeName}"),
        };
    }

    public static Value Negate(RenderState state, Value operand) => operand switch
    {
        FloatValue number => new FloatValue(-number.Number),
        IntegerValue or BooleanValue => new IntegerValue(-Comparison.Whole(operand)),
        UndefinedValue undefined => throw state.Undefined(undefined),
        _ => throw state.Error($"The operator '-' does not work on {operand.TypeName}"),
    };

    public static Value Plus(RenderState state, Value operand) => operand switch
    {
        FloatValue or IntegerValue => operand,
        BooleanValue boolean => IntegerValue.Of(boolean.IsTruthy ? 1 : 0),
        UndefinedValue undefined => throw state.Undefined(undefined),
        _ => throw state.Error($"The operator '+' does not work on {operand.TypeName}"),
    };

    public static StringValue Concatenate(RenderState state, StringValue left, StringValue right)
    {
        if (left.Text.Length == 0)
            return right;
        if (right.Text.Length == 0)
            return left;
        var length = (long)left.Text.Length + right.Text.Length;
        state.ChargeText((int)Math.Min(length, int.MaxValue), length);
        return StringValue.WithProvenance(left.Text + right.Text, Join(left, right));
    }

    public static IntegerValue Integer(RenderState state, BigInteger number)
    {
        if (number.GetBitLength() > MaxIntegerBits)
            throw state.Error($"An integer has more than {MaxIntegerBits} bits");
        return new IntegerValue(number);
    }

    private static int[] Join(StringValue left, StringValue right)
    {
        if (!left.HasContent && !right.HasContent)
            return Provenance.Template;
        var shift = left.Text.Length;
        var endsAsContent = (left.Provenance.Length & 1) == 1;
        var begins = right.Provenance.Length > 0 && right.Provenance[0] == 0;
        var changes = new List<int>(left.Provenance.Length + right.Provenance.Length + 1);
        changes.AddRange(left.Provenance);
        if (begins != endsAsContent)
            changes.Add(shift);
        for (var i = begins ? 1 : 0; i < right.Provenance.Length; i++)
            changes.Add(right.Provenance[i] + shift);
        return [.. changes];
    }

    private static SequenceValue Concatenate(RenderState state, SequenceValue left, SequenceValue right)
    {
        state.Charge(left.Items.Length + right.Items.Length);
        return new SequenceValue(left.Kind, [.. left.Items, .. right.Items]);
    }

    private static Value Repeat(RenderState state, Value repeated, Value times)
    {
        var count = (int)BigInteger.Max(0, BigInteger.Min(Comparison.Whole(times), int.MaxValue));
        if (repeated is StringValue text)
        {
            if (count == 0 || text.Text.Length == 0)
                return StringValue.Empty;
            var builder = new TextBuilder(state);
            for (var i = 0; i < count; i++)
                builder.Append(text);
            return builder.ToValue();
        }

        var sequence = (SequenceValue)repeated;
        if (sequence.Kind is not (SequenceKind.List or SequenceKind.Tuple))
            throw state.Error($"The operator '*' does not work on {sequence.TypeName}");
        state.Charge(Math.Max(1, (long)sequence.Items.Length * count));
        return new SequenceValue(sequence.Kind, [.. Enumerable.Repeat(sequence.Items, sequence.Items.Length == 0 ? 0 : count).SelectMany(items => items)]);
    }

    private static Value Whole(RenderState state, string symbol, BigInteger left, BigInteger right)
    {
        if (symbol is "//" or "%" && right.IsZero)
            throw state.Error("Division by zero");
        return symbol switch
        {
            "+" => Integer(state, left + right),
            "-" => Integer(state, left - right),
            "*" => Integer(state, left * right),
            "//" => Integer(state, FloorDivide(left, right)),
            "%" => Integer(state, left - (FloorDivide(left, right) * right)),
            "**" when right.Sign < 0 => Real(state, symbol, new IntegerValue(left), new IntegerValue(right)),
            "**" => Power(state, left, right),
            _ => throw state.Error($"The operator '{symbol}' does not work on int and int"),
        };
    }

    private static BigInteger FloorDivide(BigInteger left, BigInteger right)
    {
        var quotient = BigInteger.DivRem(left, right, out var remainder);
        return !remainder.IsZero && (remainder.Sign < 0) != (right.Sign < 0) ? quotient - 1 : quotient;
    }

    private static IntegerValue Power(RenderState state, BigInteger number, BigInteger exponent)
    {
        if (BigInteger.Abs(number) > 1 && number.GetBitLength() * (double)exponent > MaxIntegerBits + number.GetBitLength())
            throw state.Error($"An integer has more than {MaxIntegerBits} bits");
        return BigInteger.Abs(number) > 1
            ? Integer(state, BigInteger.Pow(number, (int)exponent))
            : new IntegerValue(exponent.IsZero || number.IsOne || (number.Sign < 0 && exponent.IsEven) ? 1 : number);
    }

    private static FloatValue Real(RenderState state, string symbol, Value leftValue, Value rightValue)
    {
        var (left, right) = (Comparison.Real(leftValue), Comparison.Real(rightValue));
        if (symbol is "/" or "//" or "%" && right == 0)
            throw state.Error("Division by zero");
        return new FloatValue(symbol switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => left / right,
            "//" => Math.Floor(left / right),
            "%" => FloorModulo(left, right),
            "**" => Power(state, left, right),
            _ => throw state.Error($"The operator '{symbol}' does not work on float"),
        });
    }

    private static double FloorModulo(double left, double right)
    {
        var remainder = left % right;
        return remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder;
    }

    private static double Power(RenderState state, double number, double exponent)
    {
        if (number == 0 && exponent < 0)
            throw state.Error("Zero cannot be raised to a negative power");
        var power = Math.Pow(number, exponent);
        if (!double.IsFinite(power) && double.IsFinite(number) && double.IsFinite(exponent))
            throw state.Error("The result of '**' is not a finite real number");
        return power;
    }
}
