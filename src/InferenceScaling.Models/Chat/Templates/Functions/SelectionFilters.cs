using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>Filters that map, select, sort and group elements.</summary>
internal static class SelectionFilters
{
    private static readonly string[] GroupFields = ["grouper", "list"];

    public static IEnumerable<NativeFunction> All { get; } =
    [
        NativeFunction.Variadic("map", Map),
        NativeFunction.Variadic("select", (state, subject, arguments) => Select(state, subject, arguments.All, keep: true, byAttribute: false)),
        NativeFunction.Variadic("reject", (state, subject, arguments) => Select(state, subject, arguments.All, keep: false, byAttribute: false)),
        NativeFunction.Variadic("selectattr", (state, subject, arguments) => Select(state, subject, arguments.All, keep: true, byAttribute: true)),
        NativeFunction.Variadic("rejectattr", (state, subject, arguments) => Select(state, subject, arguments.All, keep: false, byAttribute: true)),
        new("sort", 0, ["reverse", "case_sensitive", "attribute"], (state, subject, arguments) => SequenceValue.List(
            [.. Ordering.Sort(state, Iteration.Items(state, subject), item => Ordering.Key(state, item, arguments[2], arguments.Flag(1, false)), arguments.Flag(0, false))])),
        new("dictsort", 0, ["case_sensitive", "by", "reverse"], DictionarySort),
        new("unique", 0, ["case_sensitive", "attribute"], Unique),
        new("groupby", 1, ["attribute", "default", "case_sensitive"], GroupBy),
        new("min", 0, ["case_sensitive", "attribute"], (state, subject, arguments) => Extreme(state, subject, arguments, sign: 1)),
        new("max", 0, ["case_sensitive", "attribute"], (state, subject, arguments) => Extreme(state, subject, arguments, sign: -1)),
    ];

    private static GeneratorValue Map(RenderState state, Value subject, BoundArguments bound)
    {
        var arguments = bound.All;
        var items = Iteration.Items(state, subject);
        var results = new Value[items.Length];
        if (arguments.Positional.Length == 0)
        {
            var attribute = arguments.FindNamed("attribute") ?? throw state.Error("map() needs the name of a filter or the argument 'attribute'");
            for (var i = 0; i < items.Length; i++)
                results[i] = AttributePath.Get(state, items[i], attribute, arguments.FindNamed("default"));
            return new GeneratorValue(results);
        }

        var filter = arguments.Positional[0] is StringValue name ? FilterTable.Find(name.Text) : null;
        if (filter is null)
            throw state.Error($"map() knows no filter named '{Representation.Str(state, arguments.Positional[0]).Text}'");
        var rest = arguments.Skip(1);
        // map('map', …) can nest, so an application counts as a level.
        state.Enter();
        for (var i = 0; i < items.Length; i++)
            results[i] = filter.Invoke(state, items[i], rest);
        state.Leave();
        return new GeneratorValue(results);
    }

    private static GeneratorValue Select(RenderState state, Value subject, Arguments arguments, bool keep, bool byAttribute)
    {
        if (byAttribute && arguments.Positional.Length == 0)
            throw state.Error("selectattr() and rejectattr() need the name of an attribute");
        var path = byAttribute ? arguments.Positional[0] : null;
        var rest = byAttribute ? arguments.Skip(1) : arguments;
        NativeFunction? test = null;
        if (rest.Positional.Length > 0)
        {
            test = (rest.Positional[0] is StringValue name ? TestTable.Find(name.Text) : null)
                ?? throw state.Error($"There is no test named '{Representation.Str(state, rest.Positional[0]).Text}'");
            rest = rest.Skip(1);
        }

        var kept = new List<Value>();
        foreach (var item in Iteration.Items(state, subject))
        {
            var examined = path is null ? item : AttributePath.Get(state, item, path);
            if ((test?.Invoke(state, examined, rest) ?? examined).IsTruthy == keep)
                kept.Add(item);
        }

        return new GeneratorValue([.. kept]);
    }

    private static SequenceValue DictionarySort(RenderState state, Value subject, BoundArguments arguments)
    {
        if (subject is not DictionaryValue dictionary)
            throw state.Error($"dictsort() expects a dictionary, found {subject.TypeName}");
        var by = arguments.Text(1)?.Text ?? "key";
        if (by is not ("key" or "value"))
            throw state.Error($"dictsort() expects 'key' or 'value' as 'by', found '{by}'");
        var at = by == "key" ? 0 : 1;
        return SequenceValue.List([.. Ordering.Sort(
            state,
            DictionaryMethods.Items(dictionary).Items,
            pair => Ordering.Fold(((SequenceValue)pair).Items[at], arguments.Flag(0, false)),
            arguments.Flag(2, false))]);
    }

    private static GeneratorValue Unique(RenderState state, Value subject, BoundArguments arguments)
    {
        var seen = new HashSet<Value>(KeyComparer.Instance);
        var kept = new List<Value>();
        foreach (var item in Iteration.Items(state, subject))
        {
            if (seen.Add(Iteration.RequireKey(state, Ordering.Key(state, item, arguments[1], arguments.Flag(0, false)))))
                kept.Add(item);
        }

        return new GeneratorValue([.. kept]);
    }

    private static SequenceValue GroupBy(RenderState state, Value subject, BoundArguments arguments)
    {
        var attribute = arguments[0]!;
        var otherwise = arguments[1] is NoneValue ? null : arguments[1];
        var isCaseSensitive = arguments.Flag(2, false);
        Value KeyOf(Value item) => Ordering.Fold(AttributePath.Get(state, item, attribute, otherwise), isCaseSensitive);
        var groups = new List<List<Value>>();
        Value? current = null;
        foreach (var item in Ordering.Sort(state, Iteration.Items(state, subject), KeyOf, reverse: false))
        {
            var key = KeyOf(item);
            if (current is null || !Comparison.AreEqual(state, current, key))
                groups.Add([]);
            current = key;
            groups[^1].Add(item);
        }

        return SequenceValue.List([.. groups.Select(group => new SequenceValue(
            SequenceKind.Tuple,
            [AttributePath.Get(state, group[0], attribute, otherwise), SequenceValue.List([.. group])]) { FieldNames = GroupFields })]);
    }

    private static Value Extreme(RenderState state, Value subject, BoundArguments arguments, int sign)
    {
        Value? best = null;
        Value? bestKey = null;
        foreach (var item in Iteration.Items(state, subject))
        {
            var key = Ordering.Key(state, item, arguments[1], arguments.Flag(0, false));
            if (bestKey is not null && !(sign * Comparison.Compare(state, key, bestKey) < 0))
                continue;
            (best, bestKey) = (item, key);
        }

        return best ?? new UndefinedValue("No aggregated item, sequence was empty.");
    }
}
