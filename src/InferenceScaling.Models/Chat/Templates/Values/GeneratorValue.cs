namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>What filters such as <c>map</c> give: a sequence that can be walked once and has no length.</summary>
internal sealed class GeneratorValue(Value[] items) : Value
{
    private int _next;

    public override string TypeName => "generator";

    public Value? Next() => _next < items.Length ? items[_next++] : null;

    /// <summary>Everything not yet walked; the generator is empty afterwards.</summary>
    public Value[] TakeRest()
    {
        var rest = _next == 0 ? items : items[_next..];
        _next = items.Length;
        return rest;
    }
}
