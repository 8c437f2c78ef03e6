using InferenceScaling.Models.Chat.Templates.Syntax;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>A macro, or the body of a call block: statements with parameters that render to a string.</summary>
internal sealed class MacroValue(MacroDefinition macro, Scope definition) : CallableValue
{
    public override string TypeName => "Macro";

    public Value? Attribute(string attribute) => attribute switch
    {
        "name" => StringValue.Template(macro.Name),
        "arguments" => SequenceValue.Tuple([.. macro.Parameters.Select(parameter => (Value)StringValue.Template(parameter.Name))]),
        _ => null,
    };

    public override Value Call(RenderState state, Arguments arguments)
    {
        state.Enter();
        var scope = new Scope(definition);
        var caller = state.Scope;
        state.Scope = scope;
        Bind(state, scope, arguments);
        var text = macro.Body.Capture(state);
        state.Scope = caller;
        state.Leave();
        return text;
    }

    private void Bind(RenderState state, Scope scope, Arguments arguments)
    {
        var positional = arguments.Positional;
        var parameters = macro.Parameters;
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            var named = arguments.FindNamed(parameter.Name);
            if (named is not null && i < positional.Length)
                throw state.Error($"The macro '{macro.Name}' got the argument '{parameter.Name}' twice");
            scope.Set(parameter.Name, i < positional.Length ? positional[i] : named ?? parameter.Default?.Evaluate(state)
                ?? new UndefinedValue($"parameter '{parameter.Name}' was not provided"));
        }

        scope.Set("varargs", SequenceValue.Tuple(positional.Length > parameters.Length ? positional[parameters.Length..] : []));
        var extra = new DictionaryValue();
        foreach (var argument in arguments.Named)
        {
            if (argument.Key == "caller")
                scope.Set("caller", argument.Value);
            else if (!Array.Exists(parameters, parameter => parameter.Name == argument.Key))
                extra.Set(StringValue.Template(argument.Key), argument.Value);
        }

        if (!macro.TakesVarargs && positional.Length > parameters.Length)
            throw state.Error($"The macro '{macro.Name}' takes at most {parameters.Length} argument(s), found {positional.Length}");
        if (extra.Count > 0 && !macro.TakesKwargs)
            throw state.Error($"The macro '{macro.Name}' has no parameter '{((StringValue)extra.Entries[0].Key).Text}'");
        scope.Set("kwargs", extra);
    }
}
