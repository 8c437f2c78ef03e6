using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>a if test else b</c>; without the else part, undefined.</summary>
internal sealed class ConditionalExpression(Expression test, Expression whenTrue, Expression? whenFalse) : NestedExpression
{
    private static readonly UndefinedValue NoElse = new("the inline if-expression evaluated to false and no else section was defined");

    protected override Value EvaluateNested(RenderState state) =>
        test.Evaluate(state).IsTruthy ? whenTrue.Evaluate(state) : whenFalse?.Evaluate(state) ?? NoElse;
}
