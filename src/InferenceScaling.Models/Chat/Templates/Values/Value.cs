namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>A value a template can hold. The set is closed and JSON-like: nothing of the host program is reachable from it.</summary>
internal abstract class Value
{
    /// <summary>The name Python gives the type; it appears in messages.</summary>
    public abstract string TypeName { get; }

    public virtual bool IsTruthy => true;
}
