using System.Numerics;
using InferenceScaling.Models.Chat.Templates.Functions;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>Attribute access, item access and slices.</summary>
internal static class Subscript
{
    /// <summary><c>x.name</c>: a method or attribute first, then an item of that name.</summary>
    public static Value Attribute(RenderState state, Value target, string name)
    {
        if (target is UndefinedValue undefined)
            throw state.Undefined(undefined);
        return FindAttribute(target, name) ?? (target as DictionaryValue)?.Get(name) ?? Missing(target, name);
    }

    /// <summary><c>x[key]</c>: an item first, then a method or attribute of that name.</summary>
    public static Value Item(RenderState state, Value target, Value key)
    {
        switch (target, key)
        {
            case (UndefinedValue undefined, _):
                throw state.Undefined(undefined);
            case (DictionaryValue dictionary, _) when KeyComparer.IsHashable(key):
                return dictionary.Get(key) ?? (key is StringValue name ? FindAttribute(target, name.Text) : null) ?? Missing(target, Describe(state, key));
            case (SequenceValue { IsIndexable: true } sequence, IntegerValue or BooleanValue):
                var at = Resolve(Comparison.Whole(key), sequence.Items.Length);
                return at < 0 ? Missing(target, Describe(state, key)) : sequence.Items[at];
            case (StringValue text, IntegerValue or BooleanValue):
                return Character(text, Comparison.Whole(key)) ?? (Value)Missing(target, Describe(state, key));
            case (_, StringValue attribute):
                return FindAttribute(target, attribute.Text) ?? Missing(target, attribute.Text);
            default:
                return Missing(target, Describe(state, key));
        }
    }

    public static Value Slice(RenderState state, Value target, Value? start, Value? stop, Value? step)
    {
        if (target is UndefinedValue undefined)
            throw state.Undefined(undefined);
        var stride = Bound(state, step) ?? BigInteger.One;
        if (stride.IsZero)
            throw state.Error("The step of a slice is zero");
        return target switch
        {
            StringValue text => SliceText(state, text, Bound(state, start), Bound(state, stop), stride),
            SequenceValue { IsIndexable: true } sequence => SliceItems(state, sequence, Bound(state, start), Bound(state, stop), stride),
            _ => Missing(target, "slice"),
        };
    }

    private static Value? FindAttribute(Value target, string name) => target switch
    {
        LoopValue loop => loop.Attribute(name),
        NamespaceValue space => space.Attributes.GetValueOrDefault(name),
        MacroValue macro => macro.Attribute(name),
        CyclerValue cycler => cycler.Attribute(name),
        SequenceValue { FieldNames: { } names } tuple when Array.IndexOf(names, name) is >= 0 and var at => tuple.Items[at],
        _ => MethodTable.Find(target, name) is { } method ? new BoundFunction(method, target) : null,
    };

    private static UndefinedValue Missing(Value target, string name) => new(MethodTable.IsMutating(target, name)
        ? $"'{name}' would change a {target.TypeName}; templates may not change values"
        : $"'{target.TypeName}' has no attribute or element '{name}'");

    private static string Describe(RenderState state, Value key)
    {
        var text = Representation.Str(state, key).Text;
        return text.Length > 80 ? text[..80] : text;
    }

    private static int Resolve(BigInteger index, int length)
    {
        var at = index.Sign < 0 ? index + length : index;
        return at.Sign < 0 || at >= length ? -1 : (int)at;
    }

    private static StringValue? Character(StringValue text, BigInteger index)
    {
        if (!PythonText.HasSurrogates(text.Text))
        {
            var at = Resolve(index, text.Text.Length);
            return at < 0 ? null : text.Slice(at, at + 1);
        }

        var offsets = PythonText.Offsets(text.Text);
        var position = Resolve(index, offsets.Length - 1);
        return position < 0 ? null : text.Slice(offsets[position], offsets[position + 1]);
    }

    private static BigInteger? Bound(RenderState state, Value? value) => value switch
    {
        null or NoneValue => null,
        IntegerValue or BooleanValue => Comparison.Whole(value),
        UndefinedValue undefined => throw state.Undefined(undefined),
        _ => throw state.Error($"Slice bounds are integers, found {value.TypeName}"),
    };

    /// <summary>Python's slice.indices.</summary>
    private static (int Start, int Stop, int Step) Indices(BigInteger? start, BigInteger? stop, BigInteger step, int length)
    {
        var (low, high) = step.Sign > 0 ? (0, length) : (-1, length - 1);
        var stride = (int)BigInteger.Max(-int.MaxValue, BigInteger.Min(step, int.MaxValue));
        return (Clamp(start, low, high, step.Sign > 0 ? low : high), Clamp(stop, low, high, step.Sign > 0 ? high : low), stride);

        int Clamp(BigInteger? bound, int least, int most, int otherwise)
        {
            if (bound is not { } index)
                return otherwise;
            return (int)BigInteger.Max(least, BigInteger.Min(index.Sign < 0 ? index + length : index, most));
        }
    }

    private static SequenceValue SliceItems(RenderState state, SequenceValue sequence, BigInteger? start, BigInteger? stop, BigInteger step)
    {
        var (from, to, stride) = Indices(start, stop, step, sequence.Items.Length);
        var kind = sequence.Kind;
        if (stride == 1)
        {
            state.Charge(Math.Max(0, to - from));
            return new SequenceValue(kind, from < to ? sequence.Items[from..to] : []);
        }

        var items = new List<Value>();
        for (long i = from; stride > 0 ? i < to : i > to; i += stride)
            items.Add(sequence.Items[(int)i]);
        state.Charge(items.Count);
        return new SequenceValue(kind, [.. items]);
    }

    private static StringValue SliceText(RenderState state, StringValue text, BigInteger? start, BigInteger? stop, BigInteger step)
    {
        var offsets = PythonText.HasSurrogates(text.Text) ? PythonText.Offsets(text.Text) : null;
        var (from, to, stride) = Indices(start, stop, step, offsets?.Length - 1 ?? text.Text.Length);
        if (stride == 1)
        {
            state.ChargeText(Math.Max(0, to - from), 0);
            return from >= to ? StringValue.Empty : text.Slice(offsets?[from] ?? from, offsets?[to] ?? to);
        }

        var result = new TextBuilder(state);
        for (long i = from; stride > 0 ? i < to : i > to; i += stride)
            result.Append(text.Slice(offsets?[i] ?? (int)i, offsets?[i + 1] ?? (int)i + 1));
        return result.ToValue();
    }
}
