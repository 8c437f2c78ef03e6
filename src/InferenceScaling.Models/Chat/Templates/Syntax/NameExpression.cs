using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Functions;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A variable, or a global function of that name.</summary>
internal sealed class NameExpression(string name) : Expression
{
    private readonly UndefinedValue _undefined = new($"'{name}' is undefined");

    public string Name => name;

    public override Value Evaluate(RenderState state)
    {
        state.Charge(1);
        return state.Scope.Find(name) ?? GlobalFunctions.Find(name) ?? _undefined;
    }
}
