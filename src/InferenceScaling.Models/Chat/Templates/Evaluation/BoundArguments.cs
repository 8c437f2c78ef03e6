using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>Arguments seen through a signature: by position, with typed access and defaults.</summary>
internal readonly struct BoundArguments(RenderState state, Signature signature, Arguments arguments)
{
    public Arguments All => arguments;

    /// <summary>The argument of the parameter at the index; null when it was left out.</summary>
    public Value? this[int index] => index < arguments.Positional.Length ? arguments.Positional[index]
        : arguments.Named.Length == 0 ? null : arguments.FindNamed(signature.NameAt(index));

    /// <summary>The argument as a string; null when it was left out or is none.</summary>
    public StringValue? Text(int index) => this[index] switch
    {
        null or NoneValue => null,
        StringValue text => text,
        UndefinedValue undefined => throw state.Undefined(undefined),
        var other => throw WrongType(index, "a string", other),
    };

    public StringValue RequiredText(int index) => Text(index) ?? throw WrongType(index, "a string", NoneValue.Instance);

    public int Integer(int index, int otherwise) => this[index] switch
    {
        null or NoneValue => otherwise,
        BooleanValue boolean => boolean.IsTruthy ? 1 : 0,
        IntegerValue integer => (int)Math.Clamp((double)integer.Number, int.MinValue + 1, int.MaxValue),
        UndefinedValue undefined => throw state.Undefined(undefined),
        var other => throw WrongType(index, "an integer", other),
    };

    public bool Flag(int index, bool otherwise) => this[index]?.IsTruthy ?? otherwise;

    private ChatTemplateException WrongType(int index, string expected, Value found) =>
        state.Error($"{signature.Function}() expects {expected} as '{signature.NameAt(index)}', found {found.TypeName}");
}
