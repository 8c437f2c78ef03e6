namespace InferenceScaling.Models.Constraints;

/// <summary>Cuts the edges that lead nowhere.</summary>
internal static class LiveAutomaton
{
    /// <summary>Makes an automaton in which every edge leads to a state from which a text can be finished.</summary>
    /// <param name="classes">The class of each byte.</param>
    /// <param name="next">For each state and class the next state, or −1; edges are cut in place.</param>
    /// <param name="accepts">Whether a text may end in each state.</param>
    /// <exception cref="ArgumentException">Nothing is accepted.</exception>
    public static ByteAutomaton Keep(byte[] classes, int[] next, bool[] accepts)
    {
        var live = Live(next, accepts);
        if (!live[0])
            throw new ArgumentException("The constraint admits no text at all; expected at least one.");
        for (var edge = 0; edge < next.Length; edge++)
        {
            if (next[edge] >= 0 && !live[next[edge]])
                next[edge] = -1;
        }

        return new(classes, next, accepts);
    }

    private static bool[] Live(int[] next, bool[] accepts)
    {
        var width = next.Length / accepts.Length;
        var first = new int[accepts.Length + 1];
        foreach (var to in next)
        {
            if (to >= 0)
                first[to + 1]++;
        }

        for (var state = 0; state < accepts.Length; state++)
            first[state + 1] += first[state];
        var sources = new int[first[^1]];
        var place = first[..^1];
        for (var edge = 0; edge < next.Length; edge++)
        {
            if (next[edge] >= 0)
                sources[place[next[edge]]++] = edge / width;
        }

        var live = (bool[])accepts.Clone();
        var waiting = new Stack<int>(Enumerable.Range(0, accepts.Length).Where(state => accepts[state]));
        while (waiting.TryPop(out var state))
        {
            foreach (var source in sources.AsSpan(first[state]..first[state + 1]))
            {
                if (live[source])
                    continue;
                live[source] = true;
                waiting.Push(source);
            }
        }

        return live;
    }
}
