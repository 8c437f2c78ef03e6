using System.Collections.Frozen;
using System.Numerics;
using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>The functions every template can call.</summary>
internal static class GlobalFunctions
{
    private static readonly FrozenDictionary<string, BoundFunction> Functions = new NativeFunction[]
    {
        new("raise_exception", 1, ["message"], (state, _, arguments) => throw state.Raised(Representation.Str(state, arguments[0]!).Text)),
        new("strftime_now", 1, ["format"], (state, _, arguments) => StrftimeFormat.Format(state, state.TimeProvider.GetLocalNow(), arguments.RequiredText(0))),
        new("range", 1, ["start", "stop", "step"], Range),
        new("joiner", 0, ["sep"], (_, _, arguments) => new JoinerValue(arguments.Text(0) ?? StringValue.Template(", "))),
        NativeFunction.Variadic("dict", (state, _, arguments) => Dictionary(state, arguments.All)),
        NativeFunction.Variadic("namespace", (state, _, arguments) => Namespace(state, arguments.All)),
        NativeFunction.Variadic("cycler", (state, _, arguments) => Cycler(state, arguments.All)),
    }.ToFrozenDictionary(function => function.Name, function => new BoundFunction(function, NoneValue.Instance), StringComparer.Ordinal);

    public static Value? Find(string name) => Functions.GetValueOrDefault(name);

    private static SequenceValue Range(RenderState state, Value subject, BoundArguments arguments)
    {
        var first = Whole(state, arguments[0]!);
        var (start, stop) = arguments[1] is { } second ? (first, Whole(state, second)) : (BigInteger.Zero, first);
        var step = arguments[2] is { } third ? Whole(state, third) : BigInteger.One;
        if (step.IsZero)
            throw state.Error("range() expects a step other than zero");
        var count = step.Sign > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step;
        if (count > state.Limits.MaxRange)
            throw state.Error($"range() would have {count} elements; at most {state.Limits.MaxRange} are allowed");
        state.Charge((long)BigInteger.Max(0, count));
        var items = new Value[(int)BigInteger.Max(0, count)];
        for (var i = 0; i < items.Length; i++)
            items[i] = Arithmetic.Integer(state, start + (i * step));
        return new SequenceValue(SequenceKind.Range, items);
    }

    private static BigInteger Whole(RenderState state, Value value) => value switch
    {
        IntegerValue or BooleanValue => Comparison.Whole(value),
        UndefinedValue undefined => throw state.Undefined(undefined),
        _ => throw state.Error($"range() expects integers, found {value.TypeName}"),
    };

    private static DictionaryValue Dictionary(RenderState state, Arguments arguments)
    {
        var dictionary = new DictionaryValue();
        if (arguments.Positional.Length > 1)
            throw state.Error($"dict() takes at most 1 argument, found {arguments.Positional.Length}");
        if (arguments.Positional.Length == 1)
            Fill(state, dictionary, arguments.Positional[0]);
        foreach (var argument in arguments.Named)
            dictionary.Set(StringValue.Template(argument.Key), argument.Value);
        return dictionary;
    }

    private static void Fill(RenderState state, DictionaryValue dictionary, Value source)
    {
        if (source is DictionaryValue other)
        {
            state.Charge(other.Count);
            foreach (var entry in other.Entries)
                dictionary.Set(entry.Key, entry.Value);
            return;
        }

        foreach (var item in Iteration.Items(state, source))
        {
            if (Iteration.Items(state, item) is not [var key, var value])
                throw state.Error("dict() expects pairs");
            dictionary.Set(Iteration.RequireKey(state, key), value);
        }
    }

    private static NamespaceValue Namespace(RenderState state, Arguments arguments)
    {
        var space = new NamespaceValue();
        foreach (var entry in Dictionary(state, arguments).Entries)
            space.Attributes[entry.Key is StringValue name ? name.Text : throw state.Error("namespace() expects string keys")] = entry.Value;
        return space;
    }

    private static CyclerValue Cycler(RenderState state, Arguments arguments) => arguments.Positional.Length > 0
        ? new CyclerValue(arguments.Positional)
        : throw state.Error("cycler() needs at least one value");
}
