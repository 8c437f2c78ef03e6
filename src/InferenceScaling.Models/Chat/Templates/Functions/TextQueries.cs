using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>The methods of strings that answer a question.</summary>
internal static class TextQueries
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        new("startswith", 1, ["prefix", "start", "end"], (state, subject, arguments) =>
            BooleanValue.Of(AnyAffix(state, Window(state, subject, arguments), arguments[0]!, (text, affix) => text.StartsWith(affix, StringComparison.Ordinal)))),
        new("endswith", 1, ["suffix", "start", "end"], (state, subject, arguments) =>
            BooleanValue.Of(AnyAffix(state, Window(state, subject, arguments), arguments[0]!, (text, affix) => text.EndsWith(affix, StringComparison.Ordinal)))),
        new("find", 1, ["sub", "start", "end"], (state, subject, arguments) => IntegerValue.Of(Find(state, subject, arguments, fromRight: false))),
        new("rfind", 1, ["sub", "start", "end"], (state, subject, arguments) => IntegerValue.Of(Find(state, subject, arguments, fromRight: true))),
        new("index", 1, ["sub", "start", "end"], (state, subject, arguments) => Require(state, Find(state, subject, arguments, fromRight: false))),
        new("rindex", 1, ["sub", "start", "end"], (state, subject, arguments) => Require(state, Find(state, subject, arguments, fromRight: true))),
        new("count", 1, ["sub", "start", "end"], (state, subject, arguments) => IntegerValue.Of(Count(state, Window(state, subject, arguments), arguments.RequiredText(0).Text))),
        Predicate("isdigit", char.IsDigit),
        Predicate("isdecimal", char.IsDigit),
        Predicate("isnumeric", char.IsNumber),
        Predicate("isalpha", char.IsLetter),
        Predicate("isalnum", char.IsLetterOrDigit),
        Predicate("isspace", PythonText.IsSpace),
        new("islower", 0, [], (_, subject, _) => BooleanValue.Of(IsCased(((StringValue)subject).Text, char.IsUpper, char.IsLower))),
        new("isupper", 0, [], (_, subject, _) => BooleanValue.Of(IsCased(((StringValue)subject).Text, char.IsLower, char.IsUpper))),
    ];

    private static NativeFunction Predicate(string name, Func<char, bool> holds) =>
        new(name, 0, [], (_, subject, _) => BooleanValue.Of(subject.IsTruthy && ((StringValue)subject).Text.All(holds)));

    private static bool IsCased(string text, Func<char, bool> forbidden, Func<char, bool> wanted) => !text.Any(forbidden) && text.Any(wanted);

    private static string Window(RenderState state, Value subject, BoundArguments arguments) => arguments[1] is null && arguments[2] is null
        ? ((StringValue)subject).Text
        : ((StringValue)Subscript.Slice(state, subject, arguments[1], arguments[2], null)).Text;

    private static bool AnyAffix(RenderState state, string text, Value affix, Func<string, string, bool> matches)
    {
        switch (affix)
        {
            case StringValue single:
                state.Charge(single.Text.Length >> 5);
                return matches(text, single.Text);
            case SequenceValue { Kind: SequenceKind.Tuple } several:
                state.Charge(several.Items.Length);
                return Array.Exists(several.Items, item => item is StringValue one ? matches(text, one.Text) : throw state.Error($"A string is expected, found {item.TypeName}"));
            case UndefinedValue undefined:
                throw state.Undefined(undefined);
            default:
                throw state.Error($"A string or a tuple of strings is expected, found {affix.TypeName}");
        }
    }

    /// <summary>The position in code points, or -1.</summary>
    private static int Find(RenderState state, Value subject, BoundArguments arguments, bool fromRight)
    {
        var text = Window(state, subject, arguments);
        var sought = arguments.RequiredText(0).Text;
        state.ChargeSearch(text.Length, sought.Length);
        var found = fromRight ? text.LastIndexOf(sought, StringComparison.Ordinal) : text.IndexOf(sought, StringComparison.Ordinal);
        if (found < 0)
            return -1;
        var whole = ((StringValue)subject).Text;
        var start = arguments[1] is null ? 0 : arguments.Integer(1, 0);
        return PythonText.Length(text[..found]) + (start >= 0 ? start : Math.Max(0, PythonText.Length(whole) + start));
    }

    private static IntegerValue Require(RenderState state, int found) => found >= 0 ? IntegerValue.Of(found) : throw state.Error("index() did not find the text");

    private static int Count(RenderState state, string text, string sought)
    {
        state.ChargeSearch(text.Length, sought.Length);
        if (sought.Length == 0)
            return PythonText.Length(text) + 1;
        return text.AsSpan().Count(sought);
    }
}
