using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>Statements in order: a template, or the body of one of its blocks.</summary>
internal sealed class Block(Statement[] statements)
{
    public static Block Empty { get; } = new([]);

    public bool IsEmpty => statements.Length == 0;

    public Flow Execute(RenderState state)
    {
        state.Enter();
        foreach (var statement in statements)
        {
            var flow = statement.Execute(state);
            if (flow != Flow.Next)
            {
                state.Leave();
                return flow;
            }
        }

        state.Leave();
        return Flow.Next;
    }

    /// <summary>Executes in a scope of its own.</summary>
    public Flow ExecuteScoped(RenderState state)
    {
        var outer = state.Scope;
        state.Scope = new Scope(outer);
        var flow = Execute(state);
        state.Scope = outer;
        return flow;
    }

    /// <summary>Executes with the output going to a string.</summary>
    public StringValue Capture(RenderState state)
    {
        var output = state.Output;
        state.Output = new TextBuilder(state);
        _ = Execute(state);
        var text = state.Output.ToValue();
        state.Output = output;
        return text;
    }
}
