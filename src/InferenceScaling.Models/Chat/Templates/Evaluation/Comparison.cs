using System.Numerics;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>Python's equality, ordering and membership.</summary>
internal static class Comparison
{
    public static bool AreEqual(RenderState state, Value left, Value right)
    {
        if (ReferenceEquals(left, right))
            return left is not FloatValue { Number: double.NaN };
        switch (left, right)
        {
            case (StringValue a, StringValue b):
                state.Charge(Math.Min(a.Text.Length, b.Text.Length) >> 5);
                return a.Text == b.Text;
            case (UndefinedValue, UndefinedValue):
                return true;
            case (SequenceValue a, SequenceValue b):
                return a.Kind == b.Kind && SequencesEqual(state, a.Items, b.Items);
            case (DictionaryValue a, DictionaryValue b):
                return DictionariesEqual(state, a, b);
            default:
                return IsNumber(left) && IsNumber(right) && CompareNumbers(left, right) == 0;
        }
    }

    /// <summary>Negative, zero or positive; null when the numbers are not comparable (NaN).</summary>
    public static int? Compare(RenderState state, Value left, Value right)
    {
        state.Charge(1);
        if (left is StringValue a && right is StringValue b)
        {
            state.Charge(Math.Min(a.Text.Length, b.Text.Length) >> 5);
            return PythonText.Compare(a.Text, b.Text);
        }

        if (IsNumber(left) && IsNumber(right))
            return CompareNumbers(left, right);
        if (left is SequenceValue first && right is SequenceValue second && first.Kind == second.Kind && first.Kind is SequenceKind.List or SequenceKind.Tuple)
            return CompareSequences(state, first.Items, ((SequenceValue)right).Items);
        if ((left as UndefinedValue ?? right as UndefinedValue) is { } undefined)
            throw state.Undefined(undefined);
        throw state.Error($"Values of type {left.TypeName} and {right.TypeName} cannot be ordered");
    }

    public static bool Contains(RenderState state, Value container, Value item)
    {
        switch (container)
        {
            case StringValue text:
                if (item is not StringValue part)
                    throw state.Error($"'in' on a string expects a string on its left, found {item.TypeName}");
                state.ChargeSearch(text.Text.Length, part.Text.Length);
                return text.Text.Contains(part.Text, StringComparison.Ordinal);
            case DictionaryValue dictionary:
                return item is not UndefinedValue && dictionary.Get(Iteration.RequireKey(state, item)) is not null;
            case NamespaceValue or LoopValue or CallableValue:
                throw state.Error($"'in' does not work on {container.TypeName}");
            default:
                foreach (var candidate in Iteration.Items(state, container))
                {
                    if (AreEqual(state, candidate, item))
                        return true;
                }

                return false;
        }
    }

    public static bool IsNumber(Value value) => value is IntegerValue or FloatValue or BooleanValue;

    public static BigInteger Whole(Value value) => value is IntegerValue integer ? integer.Number : value.IsTruthy ? BigInteger.One : BigInteger.Zero;

    public static double Real(Value value) => value is FloatValue number ? number.Number : (double)Whole(value);

    private static int? CompareNumbers(Value left, Value right)
    {
        if (left is not FloatValue && right is not FloatValue)
            return Whole(left).CompareTo(Whole(right));
        var (a, b) = (Real(left), Real(right));
        return double.IsNaN(a) || double.IsNaN(b) ? null : a.CompareTo(b);
    }

    private static bool SequencesEqual(RenderState state, Value[] left, Value[] right)
    {
        if (left.Length != right.Length)
            return false;
        state.Enter();
        var equal = true;
        for (var i = 0; equal && i < left.Length; i++)
        {
            state.Charge(1);
            equal = AreEqual(state, left[i], right[i]);
        }

        state.Leave();
        return equal;
    }

    private static bool DictionariesEqual(RenderState state, DictionaryValue left, DictionaryValue right)
    {
        if (left.Count != right.Count)
            return false;
        state.Enter();
        var equal = true;
        for (var i = 0; equal && i < left.Count; i++)
        {
            state.Charge(1);
            equal = right.Get(left.Entries[i].Key) is { } other && AreEqual(state, left.Entries[i].Value, other);
        }

        state.Leave();
        return equal;
    }

    private static int? CompareSequences(RenderState state, Value[] left, Value[] right)
    {
        state.Enter();
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (AreEqual(state, left[i], right[i]))
                continue;
            var order = Compare(state, left[i], right[i]);
            state.Leave();
            return order;
        }

        state.Leave();
        return left.Length.CompareTo(right.Length);
    }
}
