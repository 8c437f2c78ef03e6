namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>An immutable dictionary in insertion order. Keys compare as Python's do: 1, 1.0 and True are one key.</summary>
internal sealed class DictionaryValue : Value
{
    private readonly List<KeyValuePair<Value, Value>> _entries;
    private Dictionary<Value, int>? _index;

    public DictionaryValue()
        : this(0)
    {
    }

    public DictionaryValue(int capacity)
    {
        _entries = new List<KeyValuePair<Value, Value>>(capacity);
    }

    public IReadOnlyList<KeyValuePair<Value, Value>> Entries => _entries;

    public int Count => _entries.Count;

    public override string TypeName => "dict";

    public override bool IsTruthy => _entries.Count > 0;

    /// <summary>Adds or replaces an entry; only while the dictionary is being built.</summary>
    public void Set(Value key, Value value)
    {
        var at = Find(key);
        if (at >= 0)
        {
            _entries[at] = new KeyValuePair<Value, Value>(_entries[at].Key, value);
            return;
        }

        _ = _index?.TryAdd(key, _entries.Count);
        _entries.Add(new KeyValuePair<Value, Value>(key, value));
    }

    public Value? Get(Value key)
    {
        var at = Find(key);
        return at < 0 ? null : _entries[at].Value;
    }

    public Value? Get(string key)
    {
        if (_entries.Count > 8)
            return Get(StringValue.Template(key));
        foreach (var entry in _entries)
        {
            if (entry.Key is StringValue text && text.Text == key)
                return entry.Value;
        }

        return null;
    }

    public Value[] Keys()
    {
        var keys = new Value[_entries.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = _entries[i].Key;
        return keys;
    }

    private int Find(Value key)
    {
        if (_entries.Count > 8)
        {
            _index ??= BuildIndex();
            return _index.TryGetValue(key, out var at) ? at : -1;
        }

        for (var i = 0; i < _entries.Count; i++)
        {
            if (KeyComparer.Instance.Equals(_entries[i].Key, key))
                return i;
        }

        return -1;
    }

    private Dictionary<Value, int> BuildIndex()
    {
        var index = new Dictionary<Value, int>(_entries.Count, KeyComparer.Instance);
        for (var i = 0; i < _entries.Count; i++)
            index[_entries[i].Key] = i;
        return index;
    }
}
