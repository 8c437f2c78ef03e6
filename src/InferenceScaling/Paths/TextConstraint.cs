namespace InferenceScaling.Paths;

/// <summary>A set of texts that a generator is held to, as an automaton over UTF-8 bytes. Immutable and thread-safe; the whole state of one text is an integer, so that a text forks by copying it.</summary>
/// <remarks>
/// A generator runs the automaton over the text of the path, draws only tokens whose bytes lead to a state, and ends the text only where it is accepted.
/// It keeps what it computes of a constraint by instance: make one and use it for every request.
/// </remarks>
public abstract class TextConstraint
{
    /// <summary>The state that bytes lead to which no text of the set begins with.</summary>
    public const int Rejected = -1;

    /// <summary>The state of the empty text; not <see cref="Rejected"/>.</summary>
    public abstract int Start { get; }

    /// <summary>The state after one more byte.</summary>
    /// <param name="state">A state this automaton gave.</param>
    /// <param name="value">The next byte of the text.</param>
    /// <returns>A state from 0 on from which some text can still be finished, or <see cref="Rejected"/>.</returns>
    public abstract int Advance(int state, byte value);

    /// <summary>Whether the text may end in a state.</summary>
    /// <param name="state">A state this automaton gave.</param>
    public abstract bool Accepts(int state);

    /// <summary>The state after more bytes.</summary>
    /// <param name="state">A state this automaton gave, or <see cref="Rejected"/>.</param>
    /// <param name="bytes">The next bytes of the text; may end inside a character.</param>
    public int Advance(int state, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (state == Rejected)
                return Rejected;
            state = Advance(state, value);
        }

        return state;
    }

    /// <summary>Whether a whole text belongs to the set.</summary>
    /// <param name="text">The text.</param>
    public bool Matches(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var state = Advance(Start, System.Text.Encoding.UTF8.GetBytes(text));
        return state != Rejected && Accepts(state);
    }
}
