using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>target.name</c></summary>
internal sealed class AttributeExpression(Expression target, string name) : NestedExpression
{
    public Expression Target => target;

    public string Name => name;

    protected override Value EvaluateNested(RenderState state) => Subscript.Attribute(state, target.Evaluate(state), name);
}
