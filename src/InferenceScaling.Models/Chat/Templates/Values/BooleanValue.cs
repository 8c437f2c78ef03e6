namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>True or False; counts as 1 or 0 in arithmetic.</summary>
internal sealed class BooleanValue : Value
{
    private BooleanValue(bool value)
    {
        IsTruthy = value;
    }

    public static BooleanValue True { get; } = new(true);

    public static BooleanValue False { get; } = new(false);

    public override string TypeName => "bool";

    public override bool IsTruthy { get; }

    public static BooleanValue Of(bool value) => value ? True : False;
}
