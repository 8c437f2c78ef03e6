using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>The methods of dictionaries.</summary>
internal static class DictionaryMethods
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        new("items", 0, [], (state, subject, _) => Charged(state, Items((DictionaryValue)subject))),
        new("keys", 0, [], (state, subject, _) => Charged(state, new SequenceValue(SequenceKind.Keys, ((DictionaryValue)subject).Keys()))),
        new("values", 0, [], (state, subject, _) =>
            Charged(state, new SequenceValue(SequenceKind.Values, [.. ((DictionaryValue)subject).Entries.Select(entry => entry.Value)]))),
        new("get", 1, ["key", "default"], (state, subject, arguments) =>
            ((DictionaryValue)subject).Get(Iteration.RequireKey(state, arguments[0]!)) ?? arguments[1] ?? NoneValue.Instance),
        new("copy", 0, [], (_, subject, _) => subject),
    ];

    public static SequenceValue Items(DictionaryValue dictionary) =>
        new(SequenceKind.Items, [.. dictionary.Entries.Select(entry => (Value)SequenceValue.Tuple(entry.Key, entry.Value))]);

    private static SequenceValue Charged(RenderState state, SequenceValue view)
    {
        state.Charge(view.Items.Length);
        return view;
    }
}
