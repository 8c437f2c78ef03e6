using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A dictionary display.</summary>
internal sealed class DictionaryExpression((Expression Key, Expression Value)[] entries) : NestedExpression
{
    protected override Value EvaluateNested(RenderState state)
    {
        var dictionary = new DictionaryValue(entries.Length);
        foreach (var (key, value) in entries)
            dictionary.Set(Iteration.RequireKey(state, key.Evaluate(state)), value.Evaluate(state));
        return dictionary;
    }
}
