using InferenceScaling.Models.Chat.Templates.Evaluation;

namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>A value that can be called: a built-in function, a method bound to its object, a macro or a recursive loop.</summary>
internal abstract class CallableValue : Value
{
    public abstract Value Call(RenderState state, Arguments arguments);
}
