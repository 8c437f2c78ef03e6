using InferenceScaling.Models.Chat.Templates.Evaluation;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>macro name(parameters)</c> … <c>endmacro</c></summary>
internal sealed class MacroStatement(MacroDefinition macro) : Statement
{
    public override Flow Execute(RenderState state)
    {
        state.Charge(1);
        state.Scope.Set(macro.Name, new MacroValue(macro, state.Scope));
        return Flow.Next;
    }
}
