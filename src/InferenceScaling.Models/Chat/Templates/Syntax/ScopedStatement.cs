using InferenceScaling.Models.Chat.Templates.Evaluation;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A body with variables of its own: <c>with</c>, and <c>generation</c>, which marks what the assistant said and prints as it is.</summary>
internal sealed class ScopedStatement((AssignmentTarget Target, Expression Value)[] assignments, Block body, int offset) : Statement
{
    public override Flow Execute(RenderState state)
    {
        state.Offset = offset;
        var outer = state.Scope;
        var inner = new Scope(outer);
        foreach (var (target, value) in assignments)
        {
            state.Scope = outer;
            var assigned = value.Evaluate(state);
            state.Scope = inner;
            target.Assign(state, assigned);
        }

        state.Scope = inner;
        var flow = body.Execute(state);
        state.Scope = outer;
        return flow;
    }
}
