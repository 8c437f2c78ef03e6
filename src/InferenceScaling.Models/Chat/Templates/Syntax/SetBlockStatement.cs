using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>set target | filter</c> … <c>endset</c>: assigns the text of the body.</summary>
internal sealed class SetBlockStatement(AssignmentTarget target, FilterExpression? filter, Block body, int offset) : Statement
{
    public override Flow Execute(RenderState state)
    {
        state.Offset = offset;
        var outer = state.Scope;
        state.Scope = new Scope(outer);
        Value text = body.Capture(state);
        if (filter is not null)
            text = filter.Apply(state, text);
        state.Scope = outer;
        target.Assign(state, text);
        return Flow.Next;
    }
}
