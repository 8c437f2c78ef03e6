using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>The code of a built-in: the subject is a filter's input, a test's operand or a method's object.</summary>
internal delegate Value NativeBody(RenderState state, Value subject, BoundArguments arguments);

/// <summary>A built-in filter, test, method or global function.</summary>
internal sealed class NativeFunction(Signature signature, NativeBody body)
{
    public NativeFunction(string name, int required, string[] parameters, NativeBody body)
        : this(new Signature(name, required, parameters), body)
    {
    }

    public string Name => signature.Function;

    public static NativeFunction Variadic(string name, NativeBody body) => new(new Signature(name, 0) { IsVariadic = true }, body);

    public Value Invoke(RenderState state, Value subject, Arguments arguments)
    {
        signature.Check(state, arguments);
        return body(state, subject, new BoundArguments(state, signature, arguments));
    }
}
