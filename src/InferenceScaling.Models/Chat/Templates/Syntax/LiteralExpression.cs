using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A constant.</summary>
internal sealed class LiteralExpression(Value value) : Expression
{
    public Value Value => value;

    public override Value Evaluate(RenderState state) => value;
}
