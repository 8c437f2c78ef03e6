using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>The arguments of a call as written: positional, named, and unpacked with <c>*</c> and <c>**</c>.</summary>
internal sealed class ArgumentList(Expression[] positional, (string Name, Expression Value)[] named, Expression? unpacked, Expression? unpackedNamed)
{
    public static ArgumentList Empty { get; } = new([], [], null, null);

    public Arguments Evaluate(RenderState state, Value? caller = null)
    {
        if (positional.Length == 0 && named.Length == 0 && unpacked is null && unpackedNamed is null && caller is null)
            return Arguments.None;
        var values = new Value[positional.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = positional[i].Evaluate(state);
        if (unpacked is not null)
            values = [.. values, .. Iteration.Items(state, unpacked.Evaluate(state))];
        return new Arguments(values, EvaluateNamed(state, caller));
    }

    private KeyValuePair<string, Value>[] EvaluateNamed(RenderState state, Value? caller)
    {
        if (named.Length == 0 && unpackedNamed is null && caller is null)
            return [];
        var values = new List<KeyValuePair<string, Value>>(named.Length + 1);
        foreach (var (name, value) in named)
            values.Add(KeyValuePair.Create(name, value.Evaluate(state)));
        if (caller is not null)
            values.Add(KeyValuePair.Create("caller", caller));
        if (unpackedNamed is not null)
            Unpack(state, unpackedNamed.Evaluate(state), values);
        return [.. values];
    }

    private static void Unpack(RenderState state, Value value, List<KeyValuePair<string, Value>> values)
    {
        if (value is not DictionaryValue dictionary)
            throw state.Error($"'**' expects a dictionary, found {value.TypeName}");
        var names = new HashSet<string>(values.Select(argument => argument.Key), StringComparer.Ordinal);
        foreach (var entry in dictionary.Entries)
        {
            if (entry.Key is not StringValue key)
                throw state.Error($"'**' expects string keys, found {entry.Key.TypeName}");
            if (!names.Add(key.Text))
                throw state.Error($"The argument '{key.Text}' is given twice");
            values.Add(KeyValuePair.Create(key.Text, entry.Value));
        }
    }
}
