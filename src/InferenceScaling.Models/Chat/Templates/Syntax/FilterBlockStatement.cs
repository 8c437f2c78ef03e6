using InferenceScaling.Models.Chat.Templates.Evaluation;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>filter name</c> … <c>endfilter</c>: writes the filtered text of the body.</summary>
internal sealed class FilterBlockStatement(FilterExpression filter, Block body, int offset) : Statement
{
    public override Flow Execute(RenderState state)
    {
        state.Offset = offset;
        var outer = state.Scope;
        state.Scope = new Scope(outer);
        var text = filter.Apply(state, body.Capture(state));
        state.Scope = outer;
        state.Output.Append(Representation.Str(state, text));
        return Flow.Next;
    }
}
