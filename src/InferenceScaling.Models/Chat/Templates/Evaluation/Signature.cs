
namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>The parameters of a built-in function; the last ones may be left out.</summary>
internal sealed class Signature(string function, int required, params string[] parameters)
{
    public string Function => function;

    /// <summary>Takes any arguments; the function checks them itself.</summary>
    public bool IsVariadic { get; init; }

    public int IndexOf(string parameter) => Array.IndexOf(parameters, parameter);

    public string NameAt(int index) => parameters[index];

    public void Check(RenderState state, Arguments arguments)
    {
        if (IsVariadic)
            return;
        var given = arguments.Positional.Length;
        if (given > parameters.Length)
            throw state.Error($"{function}() takes at most {parameters.Length} argument(s), found {given}");
        foreach (var argument in arguments.Named)
        {
            var at = IndexOf(argument.Key);
            if (at < 0)
                throw state.Error($"{function}() has no parameter '{argument.Key}'");
            if (at < given)
                throw state.Error($"{function}() got the parameter '{argument.Key}' twice");
        }

        for (var i = given; i < required; i++)
        {
            if (arguments.FindNamed(parameters[i]) is null)
                throw state.Error($"{function}() needs the argument '{parameters[i]}'");
        }
    }
}
