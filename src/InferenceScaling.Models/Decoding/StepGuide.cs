using InferenceScaling.Models.Constraints;
using InferenceScaling.Models.Thinking;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Decoding;

/// <summary>Holds the tokens of one text to a constraint and to bounds of thinking. It depends on the tokens it has read and on the room only.</summary>
/// <param name="vocabulary">What tokens add to texts.</param>
/// <param name="masks">The tokens of each state of a constraint; null without one.</param>
/// <param name="thinking">Where the text stands between its thinking tags; null where that does not matter.</param>
internal sealed class StepGuide(Vocabulary vocabulary, TokenMasks? masks, ThinkingState? thinking)
{
    private ThinkingState? _thinking = thinking;
    private int _state = masks?.Constraint.Start ?? 0;

    /// <summary>The tokens that may come next, as bits; empty for all.</summary>
    public ReadOnlySpan<ulong> Allowed => IsConstrained ? masks!.Allowed(_state) : [];

    /// <summary>Whether the text is one that its constraint lets go no further.</summary>
    public bool IsFinal => IsConstrained && masks!.IsFinal(_state);

    private bool IsConstrained => masks is not null && _thinking is not { IsAnswer: false };

    /// <summary>The token that must come next; null where the model may choose.</summary>
    /// <param name="room">Tokens that the text may still have.</param>
    public int? Forced(int room)
    {
        if (_thinking is not { } state)
            return null;
        var token = state.Next(room);
        _thinking = state;
        return token;
    }

    /// <summary>The token to write where another was drawn.</summary>
    public int Revise(int token)
    {
        if (_thinking is not { } state)
            return token;
        token = state.Revise(token, vocabulary.EndOfText.Contains(token));
        _thinking = state;
        return token;
    }

    /// <summary>Reads a token of the text.</summary>
    /// <exception cref="ArgumentException">The text leaves the constraint.</exception>
    public void Read(int token)
    {
        var bytes = vocabulary.Bytes(token);
        if (_thinking is { } state)
        {
            bytes = bytes[^state.Read(token)..];
            _thinking = state;
        }

        if (masks is null || vocabulary.EndOfText.Contains(token))
            return;
        _state = masks.Constraint.Advance(_state, bytes);
        if (_state == TextConstraint.Rejected)
            throw new ArgumentException($"The path's text is none that its constraint '{masks.Constraint}' admits. Generate every step of a path with the same constraint, and append nothing that it does not admit.");
    }
}
