namespace InferenceScaling.Models.Constraints;

/// <summary>A deterministic automaton over bytes in which every state leads to acceptance. Immutable.</summary>
/// <param name="classes">The class of each of the 256 bytes: bytes that every state treats alike.</param>
/// <param name="next">For each state and class the next state, or −1.</param>
/// <param name="accepts">Whether a text may end in each state.</param>
internal sealed class ByteAutomaton(byte[] classes, int[] next, bool[] accepts)
{
    private readonly int _width = next.Length / accepts.Length;

    /// <summary>Number of states; 0 is the first.</summary>
    public int StateCount => accepts.Length;

    /// <summary>The state after one more byte, or −1.</summary>
    public int Advance(int state, byte value) => next[(state * _width) + classes[value]];

    /// <summary>Whether a text may end in a state.</summary>
    public bool Accepts(int state) => accepts[state];
}
