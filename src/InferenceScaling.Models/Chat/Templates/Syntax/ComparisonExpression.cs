using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A chain of comparisons: <c>a &lt; b &lt;= c</c> holds when each link holds.</summary>
internal sealed class ComparisonExpression(Expression first, (string Symbol, Expression Operand)[] links) : NestedExpression
{
    protected override Value EvaluateNested(RenderState state)
    {
        var left = first.Evaluate(state);
        foreach (var (symbol, operand) in links)
        {
            var right = operand.Evaluate(state);
            if (!Holds(state, symbol, left, right))
                return BooleanValue.False;
            left = right;
        }

        return BooleanValue.True;
    }

    private static bool Holds(RenderState state, string symbol, Value left, Value right) => symbol switch
    {
        "==" => Comparison.AreEqual(state, left, right),
        "!=" => !Comparison.AreEqual(state, left, right),
        "in" => Comparison.Contains(state, right, left),
        "not in" => !Comparison.Contains(state, right, left),
        "<" => Comparison.Compare(state, left, right) < 0,
        "<=" => Comparison.Compare(state, left, right) <= 0,
        ">" => Comparison.Compare(state, left, right) > 0,
        _ => Comparison.Compare(state, left, right) >= 0,
    };
}
