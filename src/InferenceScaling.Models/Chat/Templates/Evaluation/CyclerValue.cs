using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>What <c>cycler(…)</c> makes: hands out its values in turn.</summary>
internal sealed class CyclerValue(Value[] items) : Value
{
    private static readonly NativeFunction NextFunction = new("next", 0, [], (_, subject, _) => ((CyclerValue)subject).Next());
    private static readonly NativeFunction ResetFunction = new("reset", 0, [], (_, subject, _) => ((CyclerValue)subject).Reset());

    private int _position;

    public override string TypeName => "Cycler";

    public Value? Attribute(string name) => name switch
    {
        "current" => items[_position],
        "next" => new BoundFunction(NextFunction, this),
        "reset" => new BoundFunction(ResetFunction, this),
        _ => null,
    };

    private Value Next()
    {
        var current = items[_position];
        _position = (_position + 1) % items.Length;
        return current;
    }

    private NoneValue Reset()
    {
        _position = 0;
        return NoneValue.Instance;
    }
}
