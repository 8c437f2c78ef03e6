using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>for target in iterable if filter … else</c>; every iteration has a scope of its own.</summary>
internal sealed class ForStatement(AssignmentTarget target, Expression iterable, Expression? filter, bool isRecursive, Block body, Block otherwise, int offset)
    : Statement
{
    public override Flow Execute(RenderState state)
    {
        state.Offset = offset;
        Run(state, iterable.Evaluate(state), 0, state.Scope);
        return Flow.Next;
    }

    private void Run(RenderState state, Value values, int depth, Scope outer)
    {
        state.Enter();
        var caller = state.Scope;
        var items = Iteration.Items(state, values);
        if (filter is not null)
            items = Filter(state, items, outer);
        var loop = new LoopValue(items, depth, isRecursive ? (inner, nested, level) => Recurse(inner, nested, level, outer) : null);
        for (var i = 0; i < items.Length; i++)
        {
            state.Charge(1);
            loop.Index = i;
            state.Scope = new Scope(outer);
            state.Scope.Set("loop", loop);
            target.Assign(state, items[i]);
            if (body.Execute(state) == Flow.Break)
                break;
        }

        state.Scope = caller;
        if (items.Length == 0 && !otherwise.IsEmpty)
            _ = otherwise.ExecuteScoped(state);
        state.Leave();
    }

    private StringValue Recurse(RenderState state, Value values, int depth, Scope outer)
    {
        var output = state.Output;
        state.Output = new TextBuilder(state);
        Run(state, values, depth, outer);
        var text = state.Output.ToValue();
        state.Output = output;
        return text;
    }

    private Value[] Filter(RenderState state, Value[] items, Scope outer)
    {
        var caller = state.Scope;
        var kept = new List<Value>(items.Length);
        foreach (var item in items)
        {
            state.Scope = new Scope(outer);
            target.Assign(state, item);
            if (filter!.Evaluate(state).IsTruthy)
                kept.Add(item);
        }

        state.Scope = caller;
        return [.. kept];
    }
}
