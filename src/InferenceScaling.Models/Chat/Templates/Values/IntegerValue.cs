using System.Numerics;

namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>An integer of any size up to the limit that <c>Arithmetic</c> sets.</summary>
internal sealed class IntegerValue(BigInteger number) : Value
{
    private static readonly IntegerValue[] Small = [.. Enumerable.Range(0, 256).Select(number => new IntegerValue(number))];

    public BigInteger Number => number;

    public override string TypeName => "int";

    public override bool IsTruthy => !number.IsZero;

    public static IntegerValue Of(long number) => number is >= 0 and < 256 ? Small[number] : new IntegerValue(number);
}
