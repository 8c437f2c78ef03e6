namespace InferenceScaling.Models.Decoding;

/// <summary>Reads the bytes of a step's tokens and tells when a delimiter or a stop sequence has appeared. A token that straddles the end belongs to the step: tokens are never cut.</summary>
/// <remarks>A value: copying it forks the search. Stop sequences may span steps; delimiters start anew with every step, so that one delimiter does not end two of them.</remarks>
internal struct StepMatcher
{
    private readonly BytePatterns _delimiters;
    private readonly BytePatterns _stops;
    private int _delimiterState;
    private int _stopState;

    /// <summary>Starts in the middle of a text.</summary>
    /// <param name="delimiters">What ends a step.</param>
    /// <param name="stops">What ends the path.</param>
    /// <param name="text">The end of the path's text so far, at least one byte less than the longest stop sequence.</param>
    /// <param name="cut">The end of that text since the last delimiter: what the last step, cut by its token limit, may hold of one.</param>
    public StepMatcher(BytePatterns delimiters, BytePatterns stops, ReadOnlySpan<byte> text, ReadOnlySpan<byte> cut)
    {
        _delimiters = delimiters;
        _stops = stops;
        foreach (var value in text)
            _stopState = stops.Advance(_stopState, value);
        foreach (var value in cut)
            _delimiterState = delimiters.Advance(_delimiterState, value);
    }

    /// <summary>Whether a delimiter has appeared.</summary>
    public bool Delimited { get; private set; }

    /// <summary>Whether a stop sequence has appeared.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Reads the bytes of one token.</summary>
    /// <param name="bytes">May be empty, or end inside a character.</param>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            _delimiterState = _delimiters.Advance(_delimiterState, value);
            _stopState = _stops.Advance(_stopState, value);
            Delimited |= _delimiters.Accepts(_delimiterState);
            Stopped |= _stops.Accepts(_stopState);
        }
    }
}
