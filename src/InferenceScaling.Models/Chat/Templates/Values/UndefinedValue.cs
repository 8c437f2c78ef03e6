namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>What a name, key or attribute that does not exist evaluates to: empty when printed, an error when used.</summary>
internal sealed class UndefinedValue(string reason) : Value
{
    public static UndefinedValue Anonymous { get; } = new("the value is undefined");

    public string Reason => reason;

    public override string TypeName => "Undefined";

    public override bool IsTruthy => false;
}
