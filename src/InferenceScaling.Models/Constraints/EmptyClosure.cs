namespace InferenceScaling.Models.Constraints;

/// <summary>Collects states and all that can be reached from them without a byte.</summary>
/// <param name="stateCount">Number of states.</param>
/// <param name="empty">For each state, its edges that take no byte.</param>
internal sealed class EmptyClosure(int stateCount, (int From, int To)[][] empty)
{
    private readonly bool[] _seen = new bool[stateCount];
    private readonly List<int> _members = [];

    /// <summary>Number of states collected.</summary>
    public int Count => _members.Count;

    /// <summary>Adds a state and what it reaches.</summary>
    public void Add(int state)
    {
        if (_seen[state])
            return;
        _seen[state] = true;
        _members.Add(state);
        for (var index = _members.Count - 1; index < _members.Count; index++)
        {
            foreach (var (_, to) in empty[_members[index]])
            {
                if (_seen[to])
                    continue;
                _seen[to] = true;
                _members.Add(to);
            }
        }
    }

    /// <summary>The states collected, in order, and starts anew.</summary>
    public int[] Take()
    {
        _members.Sort();
        var members = _members.ToArray();
        foreach (var member in members)
            _seen[member] = false;
        _members.Clear();
        return members;
    }
}
