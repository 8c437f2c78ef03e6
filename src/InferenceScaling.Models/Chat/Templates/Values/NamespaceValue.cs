namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>The one mutable value: what <c>namespace()</c> makes, so that a loop can carry a result out.</summary>
internal sealed class NamespaceValue : Value
{
    public Dictionary<string, Value> Attributes { get; } = new(StringComparer.Ordinal);

    public override string TypeName => "Namespace";
}
