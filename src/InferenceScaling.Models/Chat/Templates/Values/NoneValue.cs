namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>Python's None.</summary>
internal sealed class NoneValue : Value
{
    private NoneValue()
    {
    }

    public static NoneValue Instance { get; } = new();

    public override string TypeName => "NoneType";

    public override bool IsTruthy => false;
}
