namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>A double-precision number.</summary>
internal sealed class FloatValue(double number) : Value
{
    public double Number => number;

    public override string TypeName => "float";

    public override bool IsTruthy => number != 0;
}
