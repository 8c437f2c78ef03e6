using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>Filters over the elements of a value.</summary>
internal static class SequenceFilters
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        new("length", 0, [], (state, subject, _) => IntegerValue.Of(Iteration.Length(state, subject))),
        new("list", 0, [], (state, subject, _) => SequenceValue.List(Iteration.Items(state, subject))),
        new("first", 0, [], First),
        new("last", 0, [], Last),
        new("join", 0, ["d", "attribute"], Join),
        new("items", 0, [], Items),
        new("reverse", 0, [], Reverse),
        new("batch", 1, ["linecount", "fill_with"], Batch),
        new("slice", 1, ["slices", "fill_with"], Slice),
        new("sum", 0, ["attribute", "start"], Sum),
    ];

    private static Value First(RenderState state, Value subject, BoundArguments arguments)
    {
        if (subject is GeneratorValue generator)
            return generator.Next() ?? UndefinedValue.Anonymous;
        var items = Iteration.Items(state, subject);
        return items.Length > 0 ? items[0] : new UndefinedValue("No first item, sequence was empty.");
    }

    private static Value Last(RenderState state, Value subject, BoundArguments arguments)
    {
        if (subject is GeneratorValue)
            throw state.Error("last() expects a sequence, found generator");
        var items = Iteration.Items(state, subject);
        return items.Length > 0 ? items[^1] : new UndefinedValue("No last item, sequence was empty.");
    }

    private static StringValue Join(RenderState state, Value subject, BoundArguments arguments)
    {
        var separator = arguments[0] is { } given ? Representation.Str(state, given) : StringValue.Empty;
        var attribute = arguments[1];
        var text = new TextBuilder(state);
        var isFirst = true;
        foreach (var item in Iteration.Items(state, subject))
        {
            if (!isFirst)
                text.Append(separator);
            isFirst = false;
            text.Append(Representation.Str(state, attribute is null or NoneValue ? item : AttributePath.Get(state, item, attribute)));
        }

        return text.ToValue();
    }

    private static GeneratorValue Items(RenderState state, Value subject, BoundArguments arguments) => subject switch
    {
        UndefinedValue => new GeneratorValue([]),
        DictionaryValue dictionary => new GeneratorValue(DictionaryMethods.Items(dictionary).Items),
        _ => throw state.Error($"items() expects a dictionary, found {subject.TypeName}"),
    };

    private static Value Reverse(RenderState state, Value subject, BoundArguments arguments)
    {
        if (subject is StringValue)
            return Subscript.Slice(state, subject, null, null, IntegerValue.Of(-1));
        Value[] items = [.. Iteration.Items(state, subject)];
        Array.Reverse(items);
        return new GeneratorValue(items);
    }

    private static GeneratorValue Batch(RenderState state, Value subject, BoundArguments arguments)
    {
        var size = arguments.Integer(0, 0);
        if (size < 1)
            throw state.Error($"batch() expects a positive size, found {size}");
        var items = Iteration.Items(state, subject);
        var batches = new List<Value>();
        for (long i = 0; i < items.Length; i += size)
        {
            var batch = items[(int)i..(int)Math.Min(items.Length, i + size)].ToList();
            if (arguments[1] is { } fill and not NoneValue)
                Fill(state, batch, fill, size);
            batches.Add(SequenceValue.List([.. batch]));
        }

        return new GeneratorValue([.. batches]);
    }

    private static GeneratorValue Slice(RenderState state, Value subject, BoundArguments arguments)
    {
        var count = arguments.Integer(0, 0);
        if (count < 1)
            throw state.Error($"slice() expects a positive number of slices, found {count}");
        state.Charge(count);
        var items = Iteration.Items(state, subject);
        var (size, longer) = Math.DivRem(items.Length, count);
        var slices = new List<Value>();
        for (int i = 0, start = 0; i < count; i++)
        {
            var end = start + size + (i < longer ? 1 : 0);
            var slice = items[start..end].ToList();
            if (arguments[1] is { } fill and not NoneValue && i >= longer)
                slice.Add(fill);
            slices.Add(SequenceValue.List([.. slice]));
            start = end;
        }

        return new GeneratorValue([.. slices]);
    }

    private static void Fill(RenderState state, List<Value> batch, Value fill, int size)
    {
        state.Charge(size);
        while (batch.Count < size)
            batch.Add(fill);
    }

    private static Value Sum(RenderState state, Value subject, BoundArguments arguments)
    {
        var total = arguments[1] ?? IntegerValue.Of(0);
        foreach (var item in Iteration.Items(state, subject))
            total = Arithmetic.Apply(state, "+", total, arguments[0] is { } path and not NoneValue ? AttributePath.Get(state, item, path) : item);
        return total;
    }
}
