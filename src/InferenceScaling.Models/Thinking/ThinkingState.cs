using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Thinking;

/// <summary>Where a text stands between its thinking tags, and what its sampler must write there.</summary>
/// <remarks>
/// A value: copying it forks the text. What it becomes depends on the tokens that it reads and on the room left only, so that it can be computed anew from a path.
/// The states are those of llama.cpp's reasoning budget, with minimum thinking after Muennighoff et al. 2025, "s1: Simple test-time scaling".
/// </remarks>
internal struct ThinkingState
{
    /// <summary>Tokens that a character may take to be finished: it has at most four bytes.</summary>
    private const int LongestWait = 3;

    private readonly ThinkingPlan _plan;
    private readonly bool _once;
    private int _count;
    private int _matched;
    private int _tagTokens;
    private uint _tail;
    private int _tailLength;
    private int[]? _writing;
    private int _written;

    /// <summary>Starts a text.</summary>
    /// <param name="plan">The bounds.</param>
    /// <param name="begin">What the prompt left.</param>
    /// <param name="once">Whether there is one thinking block at the beginning, written if need be, and an answer in which tags mean nothing.</param>
    public ThinkingState(ThinkingPlan plan, ThinkingBeginning begin, bool once)
    {
        _plan = plan;
        _once = once;
        IsThinking = begin.IsThinking;
        IsAnswer = begin.IsAnswer;
        _count = begin.Tokens;
        if (once && !IsThinking && !IsAnswer)
            _writing = plan.OpenTokens;
    }

    /// <summary>Whether the text is inside a thinking block.</summary>
    public bool IsThinking { get; private set; }

    /// <summary>Whether a thinking block has ended.</summary>
    public bool IsAnswer { get; private set; }

    /// <summary>The token that must come next, whatever the model says; null where it may choose.</summary>
    /// <param name="room">Tokens that the text may still have.</param>
    public int? Next(int room)
    {
        if (IsThinking && _writing != _plan.CloseTokens && MustClose(room))
            Write(_plan.CloseTokens);
        return _writing?[_written];
    }

    /// <summary>Puts something in the place of a token that would end the thinking too early, or the text inside its thinking.</summary>
    /// <param name="token">The token that was drawn.</param>
    /// <param name="endsText">Whether it ends the text.</param>
    /// <returns>The token to write.</returns>
    public int Revise(int token, bool endsText)
    {
        var rest = 0;
        if (!IsThinking || !(endsText || Closes(token, out rest)))
            return token;
        if (_count - _tagTokens < _plan.Options.MinTokens)
            Write(_plan.ContinuationTokens);
        else if (endsText || (_once && rest > 0))
            Write(_plan.CloseTokens);
        else
            return token;
        return _writing![0];
    }

    /// <summary>Reads a token of the text.</summary>
    /// <param name="token">Its id.</param>
    /// <returns>Number of bytes at the end of the token that belong to the answer.</returns>
    public int Read(int token)
    {
        Written(token);
        var bytes = _plan.Vocabulary.Bytes(token);
        if (IsAnswer && _once)
            return bytes.Length;
        if (IsThinking)
            _count++;
        var answer = IsAnswer ? bytes.Length : 0;
        for (var index = 0; index < bytes.Length; index++)
        {
            Remember(bytes[index]);
            var tag = IsThinking ? _plan.CloseTag : _plan.OpenTag;
            _matched = tag.Advance(_matched, bytes[index]);
            if (_matched < tag.Length)
                continue;
            Turn();
            answer = IsAnswer ? bytes.Length - index - 1 : 0;
            if (IsAnswer && _once)
                return answer;
        }

        _tagTokens = _matched < bytes.Length || _matched == 0 ? 0 : _matched == bytes.Length ? 1 : _tagTokens + 1;
        return answer;
    }

    private readonly bool MustClose(int room)
    {
        var reserve = _plan.CloseTokens.Length + _plan.Options.AnswerTokens;
        var limit = _plan.Options.MaxTokens ?? int.MaxValue;
        if (_count < limit && room > reserve)
            return false;

        // Inside a character the end waits, if not for ever: a hostile model may never finish it.
        return !IsInsideCharacter() || _count >= limit + (long)LongestWait || room <= reserve - LongestWait || room <= _plan.CloseTokens.Length;
    }

    private readonly bool IsInsideCharacter()
    {
        Span<byte> tail = [(byte)(_tail >> 16), (byte)(_tail >> 8), (byte)_tail];
        return Utf8Tail.IncompleteLength(tail[(3 - _tailLength)..]) > 0;
    }

    private readonly bool Closes(int token, out int rest)
    {
        var matched = _matched;
        var bytes = _plan.Vocabulary.Bytes(token);
        for (rest = bytes.Length; rest > 0;)
        {
            matched = _plan.CloseTag.Advance(matched, bytes[^rest--]);
            if (matched == _plan.CloseTag.Length)
                return true;
        }

        return false;
    }

    private void Turn()
    {
        (IsAnswer, IsThinking) = (IsThinking, !IsThinking);
        (_count, _matched, _tagTokens, _writing) = (0, 0, 0, null);
    }

    private void Write(int[] tokens) => (_writing, _written) = (tokens, 0);

    private void Written(int token)
    {
        if (_writing is null)
            return;
        _written++;
        if (_writing[_written - 1] != token || _written == _writing.Length)
            _writing = null;
    }

    private void Remember(byte value)
    {
        _tail = (_tail << 8) | value;
        _tailLength = Math.Min(3, _tailLength + 1);
    }
}
