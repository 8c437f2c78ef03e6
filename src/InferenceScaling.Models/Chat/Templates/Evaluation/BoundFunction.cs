using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>A built-in as a value: a global, or a method with its object.</summary>
internal sealed class BoundFunction(NativeFunction function, Value subject) : CallableValue
{
    public string Name => function.Name;

    public override string TypeName => "function";

    public override Value Call(RenderState state, Arguments arguments) => function.Invoke(state, subject, arguments);
}
