using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>The methods of strings.</summary>
internal static class TextMethods
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        new("strip", 0, ["chars"], (state, subject, arguments) => Trimming.Trim(state, Text(subject), arguments.Text(0), left: true, right: true)),
        new("lstrip", 0, ["chars"], (state, subject, arguments) => Trimming.Trim(state, Text(subject), arguments.Text(0), left: true, right: false)),
        new("rstrip", 0, ["chars"], (state, subject, arguments) => Trimming.Trim(state, Text(subject), arguments.Text(0), left: false, right: true)),
        new("removeprefix", 1, ["prefix"], (_, subject, arguments) => Trimming.RemovePrefix(Text(subject), arguments.RequiredText(0))),
        new("removesuffix", 1, ["suffix"], (_, subject, arguments) => Trimming.RemoveSuffix(Text(subject), arguments.RequiredText(0))),
        new("split", 0, ["sep", "maxsplit"], (state, subject, arguments) => Splitting.Split(state, Text(subject), arguments.Text(0), arguments.Integer(1, -1), fromRight: false)),
        new("rsplit", 0, ["sep", "maxsplit"], (state, subject, arguments) => Splitting.Split(state, Text(subject), arguments.Text(0), arguments.Integer(1, -1), fromRight: true)),
        new("splitlines", 0, ["keepends"], (state, subject, arguments) => Splitting.Lines(state, Text(subject), arguments.Flag(0, false))),
        new("partition", 1, ["sep"], (state, subject, arguments) => Splitting.Partition(state, Text(subject), arguments.RequiredText(0), fromRight: false)),
        new("rpartition", 1, ["sep"], (state, subject, arguments) => Splitting.Partition(state, Text(subject), arguments.RequiredText(0), fromRight: true)),
        new("replace", 2, ["old", "new", "count"], (state, subject, arguments) =>
            Replacement.Replace(state, Text(subject), arguments.RequiredText(0), arguments.RequiredText(1), arguments.Integer(2, -1))),
        new("join", 1, ["iterable"], Join),
        new("upper", 0, [], (state, subject, _) => Map(state, subject, PythonText.Upper)),
        new("lower", 0, [], (state, subject, _) => Map(state, subject, PythonText.Lower)),
        new("casefold", 0, [], (state, subject, _) => Map(state, subject, text => PythonText.Lower(text).Replace("ß", "ss", StringComparison.Ordinal))),
        new("title", 0, [], (state, subject, _) => Map(state, subject, PythonText.Title)),
        new("swapcase", 0, [], (state, subject, _) => Map(state, subject, text => string.Concat(text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))))),
        new("capitalize", 0, [], (state, subject, _) => Map(state, subject, PythonText.Capitalize)),
        new("center", 1, ["width", "fillchar"], (state, subject, arguments) => Padding.Center(state, Text(subject), arguments.Integer(0, 0), Fill(arguments))),
        new("ljust", 1, ["width", "fillchar"], (state, subject, arguments) => Padding.Justify(state, Text(subject), arguments.Integer(0, 0), Fill(arguments), toRight: false)),
        new("rjust", 1, ["width", "fillchar"], (state, subject, arguments) => Padding.Justify(state, Text(subject), arguments.Integer(0, 0), Fill(arguments), toRight: true)),
        new("zfill", 1, ["width"], (state, subject, arguments) => Padding.ZeroFill(state, Text(subject), arguments.Integer(0, 0))),
        NativeFunction.Variadic("format", (state, subject, arguments) => BraceFormat.Format(state, Text(subject), arguments.All)),
        .. TextQueries.All,
    ];

    private static StringValue Text(Value subject) => (StringValue)subject;

    private static StringValue Fill(BoundArguments arguments) => arguments.Text(1) ?? StringValue.Template(" ");

    private static StringValue Map(RenderState state, Value subject, Func<string, string> map)
    {
        var text = Text(subject);
        state.ChargeText(text.Text.Length, text.Text.Length);
        return StringValue.Of(map(text.Text), text.HasContent);
    }

    private static StringValue Join(RenderState state, Value subject, BoundArguments arguments)
    {
        var result = new TextBuilder(state);
        var isFirst = true;
        foreach (var item in Iteration.Items(state, arguments[0]!))
        {
            if (item is not StringValue text)
                throw state.Error($"join() expects strings, found {item.TypeName}");
            if (!isFirst)
                result.Append(Text(subject));
            isFirst = false;
            result.Append(text);
        }

        return result.ToValue();
    }
}
