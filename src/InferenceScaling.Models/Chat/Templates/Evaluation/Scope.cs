using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>The variables of one block; a name not found here is looked up in the enclosing block.</summary>
internal sealed class Scope(Scope? parent)
{
    private const int LinearLimit = 12;

    private (string Name, Value Value)[] _variables = [];
    private int _count;
    private Dictionary<string, Value>? _many;

    public void Set(string name, Value value)
    {
        if (_many is not null)
        {
            _many[name] = value;
            return;
        }

        for (var i = 0; i < _count; i++)
        {
            if (_variables[i].Name == name)
            {
                _variables[i].Value = value;
                return;
            }
        }

        Add(name, value);
    }

    public Value? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope.FindHere(name) is { } value)
                return value;
        }

        return null;
    }

    private Scope? Parent => parent;

    private Value? FindHere(string name)
    {
        if (_many is not null)
            return _many.GetValueOrDefault(name);
        for (var i = 0; i < _count; i++)
        {
            if (_variables[i].Name == name)
                return _variables[i].Value;
        }

        return null;
    }

    private void Add(string name, Value value)
    {
        if (_count == LinearLimit)
        {
            _many = new Dictionary<string, Value>(2 * LinearLimit, StringComparer.Ordinal) { [name] = value };
            foreach (var variable in _variables.AsSpan(0, _count))
                _many[variable.Name] = variable.Value;
            return;
        }

        if (_count == _variables.Length)
            Array.Resize(ref _variables, Math.Max(4, 2 * _count));
        _variables[_count++] = (name, value);
    }
}
