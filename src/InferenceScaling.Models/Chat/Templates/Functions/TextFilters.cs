using System.Text;
using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>Filters that turn their input into text first.</summary>
internal static class TextFilters
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        new("trim", 0, ["chars"], (state, subject, arguments) => Trimming.Trim(state, Text(state, subject), arguments.Text(0), left: true, right: true)),
        new("upper", 0, [], (state, subject, _) => Map(state, subject, PythonText.Upper)),
        new("lower", 0, [], (state, subject, _) => Map(state, subject, PythonText.Lower)),
        new("capitalize", 0, [], (state, subject, _) => Map(state, subject, PythonText.Capitalize)),
        new("title", 0, [], (state, subject, _) => Map(state, subject, TitleWords)),
        new("escape", 0, [], (state, subject, _) => Map(state, subject, Escape)),
        new("urlencode", 0, [], (state, subject, _) => Map(state, subject, text => Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal))),
        new("replace", 2, ["old", "new", "count"], (state, subject, arguments) =>
            Replacement.Replace(state, Text(state, subject), Text(state, arguments[0]!), Text(state, arguments[1]!), arguments.Integer(2, -1))),
        new("center", 0, ["width"], (state, subject, arguments) => Padding.Center(state, Text(state, subject), arguments.Integer(0, 80), StringValue.Template(" "))),
        new("indent", 0, ["width", "first", "blank"], Indent),
        new("truncate", 0, ["length", "killwords", "end", "leeway"], Truncate),
        new("wordcount", 0, [], (state, subject, _) => IntegerValue.Of(Splitting.OnSpace(state, Text(state, subject), -1, fromRight: false).Items.Length)),
        NativeFunction.Variadic("format", (state, subject, arguments) => PrintfFormat.Format(state, Text(state, subject), Operand(arguments.All))),
    ];

    private static StringValue Text(RenderState state, Value value) => Representation.Str(state, value);

    private static StringValue Map(RenderState state, Value subject, Func<string, string> map)
    {
        var text = Text(state, subject);
        state.ChargeText(text.Text.Length, text.Text.Length);
        return StringValue.Of(map(text.Text), text.HasContent);
    }

    private static Value Operand(Arguments arguments)
    {
        if (arguments.Named.Length == 0)
            return SequenceValue.Tuple(arguments.Positional);
        var named = new DictionaryValue(arguments.Named.Length);
        foreach (var argument in arguments.Named)
            named.Set(StringValue.Template(argument.Key), argument.Value);
        return named;
    }

    /// <summary>Jinja's own title: words begin after space, hyphens and opening brackets, not after apostrophes.</summary>
    private static string TitleWords(string text)
    {
        var result = new StringBuilder(text.Length);
        var startsWord = true;
        foreach (var c in text)
        {
            _ = result.Append(startsWord ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            startsWord = PythonText.IsSpace(c) || c is '-' or '(' or '{' or '[' or '<';
        }

        return result.ToString();
    }

    private static string Escape(string text) => new StringBuilder(text)
        .Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("'", "&#39;").Replace("\"", "&#34;").ToString();

    private static StringValue Indent(RenderState state, Value subject, BoundArguments arguments)
    {
        var indentation = arguments[0] is StringValue given ? given : Padding.Spaces(state, arguments.Integer(0, 4));
        var blank = arguments.Flag(2, false);
        var result = new TextBuilder(state);
        var lines = Splitting.Lines(state, Arithmetic.Concatenate(state, Text(state, subject), StringValue.Template("\n")), keepEnds: false).Items;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = (StringValue)lines[i];
            if (i > 0)
                result.AppendTemplate("\n");
            if (i == 0 ? arguments.Flag(1, false) : blank || line.Text.Length > 0)
                result.Append(indentation);
            result.Append(line);
        }

        return result.ToValue();
    }

    private static StringValue Truncate(RenderState state, Value subject, BoundArguments arguments)
    {
        var text = Text(state, subject);
        var end = arguments.Text(2) ?? StringValue.Template("...");
        var length = arguments.Integer(0, 255);
        var kept = length - PythonText.Length(end.Text);
        if (kept < 0)
            throw state.Error($"truncate() expects a length of at least {PythonText.Length(end.Text)}, found {length}");
        if (PythonText.Length(text.Text) <= (long)length + arguments.Integer(3, 5))
            return text;
        var start = (StringValue)Subscript.Slice(state, text, null, IntegerValue.Of(kept), null);
        if (!arguments.Flag(1, false) && start.Text.LastIndexOf(' ') is >= 0 and var space)
            start = start.Slice(0, space);
        return Arithmetic.Concatenate(state, start, end);
    }
}
