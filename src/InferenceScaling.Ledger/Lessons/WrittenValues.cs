namespace InferenceScaling.Ledger.Lessons;

/// <summary>What a derivation has written so far, by name, in the order of writing.</summary>
internal sealed class WrittenValues
{
    private readonly Dictionary<int, int> _byName = [];
    private readonly List<int> _values = [];

    public int Count => _values.Count;

    public IReadOnlyList<int> Values => _values;

    public void Add(int name, int value)
    {
        _byName.Add(name, value);
        _values.Add(value);
    }

    public bool Has(int name) => _byName.ContainsKey(name);

    public int? Of(int name) => _byName.TryGetValue(name, out var value) ? value : null;
}
