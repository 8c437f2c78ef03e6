using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>Filters that work on any value: defaults, conversion to text and JSON, attributes.</summary>
internal static class ValueFilters
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        new("default", 0, ["default_value", "boolean"], (_, subject, arguments) =>
            subject is UndefinedValue || (arguments.Flag(1, false) && !subject.IsTruthy) ? arguments[0] ?? StringValue.Empty : subject),
        new("string", 0, [], (state, subject, _) => Representation.Str(state, subject)),
        new("safe", 0, [], (state, subject, _) => Representation.Str(state, subject)),
        new("pprint", 0, [], (state, subject, _) => Representation.Repr(state, subject)),
        new("attr", 1, ["name"], Attribute),
        new("tojson", 0, ["ensure_ascii", "indent", "separators", "sort_keys"], JsonFilter.ToJson),
    ];

    private static Value Attribute(RenderState state, Value subject, BoundArguments arguments) => subject is DictionaryValue
        ? MethodTable.Find(subject, arguments.RequiredText(0).Text) is { } method
            ? new BoundFunction(method, subject)
            : UndefinedValue.Anonymous
        : Subscript.Attribute(state, subject, arguments.RequiredText(0).Text);
}
