namespace InferenceScaling.Models.Tokenization.Subwords;

/// <summary>A prefix tree over UTF-16 units. Node 0 is the root.</summary>
internal sealed class CharTrie
{
    public const int Root = 0;

    private readonly PairTable _children = new(16);
    private readonly List<int> _values = [-1];

    /// <summary>Adds a word; the last value of equal words stays.</summary>
    public void Add(ReadOnlySpan<char> word, int value)
    {
        var node = Root;
        foreach (var unit in word)
        {
            if (!_children.TryGet(node, unit, out var child, out _))
            {
                child = _values.Count;
                _values.Add(-1);
                _children.Set(node, unit, child, 0);
            }

            node = child;
        }

        _values[node] = value;
    }

    /// <summary>Follows one edge.</summary>
    public bool TryStep(int node, char unit, out int child) => _children.TryGet(node, unit, out child, out _);

    /// <summary>The value of the word that ends at a node, or -1.</summary>
    public int ValueAt(int node) => _values[node];
}
