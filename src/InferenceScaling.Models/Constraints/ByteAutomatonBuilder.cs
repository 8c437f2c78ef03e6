using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Constraints;

/// <summary>A nondeterministic automaton over bytes under construction, and its determinization by the subset construction (Rabin and Scott 1959).</summary>
internal sealed class ByteAutomatonBuilder
{
    private readonly List<ByteEdge> _edges = [];
    private readonly List<(int From, int To)> _empty = [];
    private int _stateCount;

    /// <summary>Makes a state.</summary>
    public int AddState() => _stateCount++;

    /// <summary>Adds an edge for the bytes of a range.</summary>
    /// <exception cref="ArgumentException">There are too many.</exception>
    public void AddEdge(int from, byte first, byte last, int to)
    {
        ThrowIfFull();
        _edges.Add(new(from, first, last, to));
    }

    /// <summary>Adds an edge that takes no byte.</summary>
    /// <exception cref="ArgumentException">There are too many.</exception>
    public void AddEmpty(int from, int to)
    {
        ThrowIfFull();
        _empty.Add((from, to));
    }

    /// <summary>Makes the deterministic automaton.</summary>
    /// <param name="start">The first state.</param>
    /// <param name="end">The accepting state.</param>
    /// <exception cref="ArgumentException">It would be too large, or accepts nothing.</exception>
    public ByteAutomaton Build(int start, int end)
    {
        var (classes, firsts) = Classes();
        var edges = Grouped(_edges, edge => edge.From, _stateCount);
        var empty = Grouped(_empty, edge => edge.From, _stateCount);
        var closure = new EmptyClosure(_stateCount, empty);
        var subsets = new List<int[]>();
        var known = new Dictionary<int[], int>(new TokenSequenceComparer());
        var next = new List<int>();
        var work = 0L;
        closure.Add(start);
        Number(closure.Take());
        var targets = new List<int>[firsts.Length];
        for (var value = 0; value < targets.Length; value++)
            targets[value] = [];
        for (var state = 0; state < subsets.Count; state++)
        {
            foreach (var member in subsets[state])
            {
                foreach (var edge in edges[member])
                {
                    for (var value = (int)classes[edge.First]; value <= classes[edge.Last]; value++)
                    {
                        targets[value].Add(edge.To);
                        work++;
                    }
                }
            }

            foreach (var list in targets)
            {
                if (list.Count == 0)
                {
                    next.Add(-1);
                    continue;
                }

                foreach (var target in list)
                    closure.Add(target);
                list.Clear();
                work += closure.Count;
                next.Add(Number(closure.Take()));
            }

            if (work > ConstraintLimits.Work || next.Count > ConstraintLimits.TableEntries)
                throw TooLarge();
        }

        return LiveAutomaton.Keep(classes, [.. next], [.. subsets.Select(subset => Array.BinarySearch(subset, end) >= 0)]);

        int Number(int[] subset)
        {
            if (known.TryGetValue(subset, out var number))
                return number;
            if (subsets.Count == ConstraintLimits.States)
                throw TooLarge();
            known.Add(subset, subsets.Count);
            subsets.Add(subset);
            return subsets.Count - 1;
        }
    }

    /// <summary>Groups the bytes that no edge tells apart. Classes are numbered in the order of the bytes, so that a range of bytes is one of classes.</summary>
    private (byte[] Classes, int[] Firsts) Classes()
    {
        var begins = new bool[257];
        begins[0] = true;
        foreach (var edge in _edges)
            (begins[edge.First], begins[edge.Last + 1]) = (true, true);
        var classes = new byte[256];
        var firsts = new List<int>();
        for (var value = 0; value < 256; value++)
        {
            if (begins[value])
                firsts.Add(value);
            classes[value] = (byte)(firsts.Count - 1);
        }

        return (classes, [.. firsts]);
    }

    private static T[][] Grouped<T>(List<T> items, Func<T, int> key, int count)
    {
        var groups = new T[count][];
        Array.Fill(groups, []);
        foreach (var group in items.GroupBy(key))
            groups[group.Key] = [.. group];
        return groups;
    }

    private void ThrowIfFull()
    {
        if (_edges.Count + _empty.Count >= ConstraintLimits.Edges)
            throw TooLarge();
    }

    private static ArgumentException TooLarge() =>
        new($"The automaton of the constraint grows beyond {ConstraintLimits.States:N0} states or the work of making them. Use smaller bounds of repetition, or fewer alternatives that begin alike.");
}
