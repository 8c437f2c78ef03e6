using System.Numerics;

namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>Equality of dictionary keys: strings, numbers, booleans, none and flat tuples of them.</summary>
internal sealed class KeyComparer : IEqualityComparer<Value>
{
    public static KeyComparer Instance { get; } = new();

    /// <summary>Whether a value may be a key. Tuples nest one level only: deeper ones appear in no template and would need recursion.</summary>
    public static bool IsHashable(Value value) => IsScalar(value) || (value is SequenceValue { Kind: SequenceKind.Tuple } tuple && Array.TrueForAll(tuple.Items, IsScalar));

    public bool Equals(Value? x, Value? y)
    {
        if (ReferenceEquals(x, y))
            return true;
        if (x is StringValue left && y is StringValue right)
            return left.Text == right.Text;
        if (x is SequenceValue first && y is SequenceValue second)
            return first.Items.Length == second.Items.Length && first.Items.AsSpan().SequenceEqual(second.Items, this);
        return x is not null && y is not null && Number(x) is { } a && Number(y) is { } b && a == b;
    }

    public int GetHashCode(Value obj)
    {
        if (obj is StringValue text)
            return text.Text.GetHashCode(StringComparison.Ordinal);
        if (obj is not SequenceValue tuple)
            return Number(obj) is { } number ? number.GetHashCode() : 0;
        var hash = default(HashCode);
        foreach (var item in tuple.Items)
            hash.Add(item, this);
        return hash.ToHashCode();
    }

    private static bool IsScalar(Value value) => value is StringValue or NoneValue or BooleanValue or IntegerValue or FloatValue;

    /// <summary>A number in one form for all types, so that 1, 1.0 and True are equal and hash alike.</summary>
    private static (bool IsWhole, BigInteger Whole, double Fraction)? Number(Value value) => value switch
    {
        BooleanValue boolean => (true, boolean.IsTruthy ? 1 : 0, 0),
        IntegerValue integer => (true, integer.Number, 0),
        FloatValue { Number: var number } when double.IsFinite(number) && Math.Floor(number) == number => (true, new BigInteger(number), 0),
        FloatValue { Number: var number } => (false, 0, number),
        _ => null,
    };
}
