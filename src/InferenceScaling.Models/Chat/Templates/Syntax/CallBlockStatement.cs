using InferenceScaling.Models.Chat.Templates.Evaluation;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>call macro(arguments)</c> … <c>endcall</c>: the body becomes the macro's <c>caller</c>.</summary>
internal sealed class CallBlockStatement(CallExpression call, MacroDefinition caller, int offset) : Statement
{
    public override Flow Execute(RenderState state)
    {
        state.Offset = offset;
        state.Output.Append(Representation.Str(state, call.Call(state, new MacroValue(caller, state.Scope))));
        return Flow.Next;
    }
}
