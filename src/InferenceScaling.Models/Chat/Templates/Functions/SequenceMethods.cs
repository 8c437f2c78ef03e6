using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>The methods of lists and tuples.</summary>
internal static class SequenceMethods
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        new("index", 1, ["value"], IndexOf),
        new("count", 1, ["value"], (state, subject, arguments) =>
            IntegerValue.Of(Iteration.Items(state, subject).Count(item => Comparison.AreEqual(state, item, arguments[0]!)))),
        new("copy", 0, [], (_, subject, _) => subject),
    ];

    private static IntegerValue IndexOf(RenderState state, Value subject, BoundArguments arguments)
    {
        var items = Iteration.Items(state, subject);
        for (var i = 0; i < items.Length; i++)
        {
            if (Comparison.AreEqual(state, items[i], arguments[0]!))
                return IntegerValue.Of(i);
        }

        throw state.Error("index() did not find the value");
    }
}
