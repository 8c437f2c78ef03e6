using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>The evaluated arguments of a call.</summary>
internal sealed class Arguments(Value[] positional, KeyValuePair<string, Value>[] named)
{
    public static Arguments None { get; } = new([], []);

    public Value[] Positional => positional;

    public KeyValuePair<string, Value>[] Named => named;

    public Value? FindNamed(string name)
    {
        foreach (var argument in named)
        {
            if (argument.Key == name)
                return argument.Value;
        }

        return null;
    }

    /// <summary>The arguments without the first n positional ones.</summary>
    public Arguments Skip(int count) => new(positional[count..], named);
}
