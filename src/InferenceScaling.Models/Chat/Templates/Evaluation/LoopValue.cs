using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>The variable <c>loop</c>.</summary>
internal sealed class LoopValue(Value[] items, int depth, Func<RenderState, Value, int, StringValue>? recurse) : CallableValue
{
    private static readonly NativeFunction CycleFunction = NativeFunction.Variadic("cycle", (state, subject, arguments) => ((LoopValue)subject).Cycle(state, arguments.All));
    private static readonly NativeFunction ChangedFunction = NativeFunction.Variadic("changed", (state, subject, arguments) => ((LoopValue)subject).Changed(state, arguments.All));

    private Value[]? _lastChanged;

    public int Index { get; set; }

    public int Length => items.Length;

    public override string TypeName => "LoopContext";

    public Value? Attribute(string name) => name switch
    {
        "index" => IntegerValue.Of(Index + 1),
        "index0" => IntegerValue.Of(Index),
        "revindex" => IntegerValue.Of(items.Length - Index),
        "revindex0" => IntegerValue.Of(items.Length - Index - 1),
        "first" => BooleanValue.Of(Index == 0),
        "last" => BooleanValue.Of(Index == items.Length - 1),
        "length" => IntegerValue.Of(items.Length),
        "depth" => IntegerValue.Of(depth + 1),
        "depth0" => IntegerValue.Of(depth),
        "previtem" => Index == 0 ? new UndefinedValue("there is no previous item") : items[Index - 1],
        "nextitem" => Index + 1 >= items.Length ? new UndefinedValue("there is no next item") : items[Index + 1],
        "cycle" => new BoundFunction(CycleFunction, this),
        "changed" => new BoundFunction(ChangedFunction, this),
        _ => null,
    };

    public override Value Call(RenderState state, Arguments arguments)
    {
        if (recurse is null)
            throw state.Error("loop(…) works only in a loop marked 'recursive'");
        if (arguments.Positional.Length != 1 || arguments.Named.Length != 0)
            throw state.Error("loop(…) expects one argument, the values to loop over");
        return recurse(state, arguments.Positional[0], depth + 1);
    }

    private Value Cycle(RenderState state, Arguments arguments)
    {
        if (arguments.Positional.Length == 0)
            throw state.Error("loop.cycle() needs at least one value");
        return arguments.Positional[Index % arguments.Positional.Length];
    }

    private BooleanValue Changed(RenderState state, Arguments arguments)
    {
        var changed = _lastChanged is null || !Comparison.AreEqual(state, SequenceValue.Tuple(_lastChanged), SequenceValue.Tuple(arguments.Positional));
        _lastChanged = arguments.Positional;
        return BooleanValue.Of(changed);
    }
}
