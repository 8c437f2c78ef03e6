using System.Collections.Frozen;
using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>The tests by name: what may follow <c>is</c>.</summary>
internal static class TestTable
{
    private static readonly FrozenDictionary<string, NativeFunction> Tests = Create().ToFrozenDictionary(test => test.Name, StringComparer.Ordinal);

    public static NativeFunction? Find(string name) => Tests.GetValueOrDefault(name);

    private static List<NativeFunction> Create()
    {
        var tests = new List<NativeFunction>
        {
            Unary("defined", (_, value) => value is not UndefinedValue),
            Unary("undefined", (_, value) => value is UndefinedValue),
            Unary("none", (_, value) => value is NoneValue),
            Unary("boolean", (_, value) => value is BooleanValue),
            Unary("true", (_, value) => ReferenceEquals(value, BooleanValue.True)),
            Unary("false", (_, value) => ReferenceEquals(value, BooleanValue.False)),
            Unary("integer", (_, value) => value is IntegerValue),
            Unary("float", (_, value) => value is FloatValue),
            Unary("number", (_, value) => Comparison.IsNumber(value)),
            Unary("string", (_, value) => value is StringValue),
            Unary("mapping", (_, value) => value is DictionaryValue),
            Unary("iterable", (_, value) => Iteration.IsIterable(value) || value is LoopValue),
            // Jinja asks for a length and for item access, which undefined has by the letter.
            Unary("sequence", (_, value) => value is StringValue or DictionaryValue or UndefinedValue or SequenceValue { IsIndexable: true }),
            Unary("callable", (_, value) => value is CallableValue or UndefinedValue),
            Unary("escaped", (_, _) => false),
            Unary("lower", (state, value) => IsCased(Representation.Str(state, value).Text, char.IsUpper, char.IsLower)),
            Unary("upper", (state, value) => IsCased(Representation.Str(state, value).Text, char.IsLower, char.IsUpper)),
            Unary("odd", (state, value) => Remainder(state, value, IntegerValue.Of(2)) is { } rest && Comparison.Real(rest) == 1),
            Unary("even", (state, value) => Remainder(state, value, IntegerValue.Of(2)) is { } rest && Comparison.Real(rest) == 0),
            Unary("filter", (_, value) => value is StringValue name && FilterTable.Find(name.Text) is not null),
            Unary("test", (_, value) => value is StringValue name && Find(name.Text) is not null),
            Binary("divisibleby", (state, value, other) => Comparison.Real(Remainder(state, value, other)) == 0),
            Binary("sameas", (_, value, other) => ReferenceEquals(value, other)),
            Binary("in", (state, value, other) => Comparison.Contains(state, other, value)),
        };
        AddComparison(tests, (state, a, b) => Comparison.AreEqual(state, a, b), "==", "eq", "equalto");
        AddComparison(tests, (state, a, b) => !Comparison.AreEqual(state, a, b), "!=", "ne");
        AddComparison(tests, (state, a, b) => Comparison.Compare(state, a, b) < 0, "<", "lt", "lessthan");
        AddComparison(tests, (state, a, b) => Comparison.Compare(state, a, b) <= 0, "<=", "le");
        AddComparison(tests, (state, a, b) => Comparison.Compare(state, a, b) > 0, ">", "gt", "greaterthan");
        AddComparison(tests, (state, a, b) => Comparison.Compare(state, a, b) >= 0, ">=", "ge");
        return tests;
    }

    private static NativeFunction Unary(string name, Func<RenderState, Value, bool> test) =>
        new(name, 0, [], (state, subject, _) => BooleanValue.Of(test(state, subject)));

    private static NativeFunction Binary(string name, Func<RenderState, Value, Value, bool> test) =>
        new(name, 1, ["other"], (state, subject, arguments) => BooleanValue.Of(test(state, subject, arguments[0]!)));

    private static void AddComparison(List<NativeFunction> tests, Func<RenderState, Value, Value, bool> test, params string[] names)
    {
        foreach (var name in names)
            tests.Add(Binary(name, test));
    }

    private static Value Remainder(RenderState state, Value value, Value divisor) => value is StringValue
        ? throw state.Error($"A number is expected, found {value.TypeName}")
        : Arithmetic.Apply(state, "%", value, divisor);

    private static bool IsCased(string text, Func<char, bool> forbidden, Func<char, bool> wanted) => !text.Any(forbidden) && text.Any(wanted);
}
