using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>Walking values: what a loop, a filter or an unpacking sees.</summary>
internal static class Iteration
{
    public static Value[] Items(RenderState state, Value value)
    {
        var items = value switch
        {
            SequenceValue sequence => sequence.Items,
            DictionaryValue dictionary => dictionary.Keys(),
            StringValue text => Characters(state, text),
            GeneratorValue generator => generator.TakeRest(),
            UndefinedValue => [],
            _ => throw state.Error($"A value of type {value.TypeName} cannot be iterated"),
        };
        state.Charge(items.Length);
        return items;
    }

    public static bool IsIterable(Value value) => value is SequenceValue or DictionaryValue or StringValue or GeneratorValue or UndefinedValue;

    /// <summary>Python's len.</summary>
    public static int Length(RenderState state, Value value) => value switch
    {
        StringValue text => PythonText.Length(text.Text),
        SequenceValue sequence => sequence.Items.Length,
        DictionaryValue dictionary => dictionary.Count,
        UndefinedValue => 0,
        LoopValue loop => loop.Length,
        _ => throw state.Error($"A value of type {value.TypeName} has no length"),
    };

    public static Value RequireKey(RenderState state, Value key) =>
        KeyComparer.IsHashable(key) ? key : throw state.Error($"A value of type {key.TypeName} cannot be a dictionary key");

    private static Value[] Characters(RenderState state, StringValue text)
    {
        state.Charge(text.Text.Length);
        var characters = new List<Value>(text.Text.Length);
        for (var i = 0; i < text.Text.Length;)
        {
            var width = PythonText.Width(text.Text, i);
            characters.Add(text.Slice(i, i + width));
            i += width;
        }

        return [.. characters];
    }
}
