namespace InferenceScaling.Models.Decoding;

/// <summary>Reads given tokens: for their log-probabilities, or for a head's outputs at marked ones.</summary>
internal sealed class ReadRequest : AwaitedRequest<ReadOutcome>
{
    private readonly int[] _tokens;
    private readonly ReadQuestion _question;
    private readonly bool _keep;
    private float[] _values;
    private StepKey? _step;
    private bool _isKnown;
    private int[] _inputs = [];
    private int _fed;
    private int _written;
    private int _firstMarked;

    /// <summary>Wants the log-probability of every token, given the context and the tokens before it.</summary>
    /// <param name="tokens">At least one.</param>
    /// <param name="keep">Whether the context is kept to go on from.</param>
    public ReadRequest(int[] tokens, bool keep)
    {
        (_tokens, _question, _keep) = (tokens, ReadQuestion.LogProbabilities, keep);
        _values = new float[tokens.Length];
    }

    /// <summary>Wants a head's outputs.</summary>
    /// <param name="tokens">At least one.</param>
    /// <param name="marks">For each token, whether its outputs are wanted.</param>
    /// <param name="width">Outputs of a token, or values the reader makes of them.</param>
    /// <param name="keep">Whether the context is kept to go on from.</param>
    /// <param name="reader">What makes the values of a row of outputs; null for the outputs themselves.</param>
    /// <param name="surplus">How many of the last tokens are not kept with the context.</param>
    public ReadRequest(int[] tokens, bool[] marks, int width, bool keep, OutputReader? reader = null, int surplus = 0)
    {
        (_tokens, _question, _keep) = (tokens, new(marks, width, reader, surplus), keep);
        _values = new float[marks.Count(mark => mark) * width];
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Unfed => _inputs.AsSpan(_fed);

    /// <inheritdoc/>
    public override bool IsFinished => HasStarted && _fed == _inputs.Length;

    /// <inheritdoc/>
    public override int? PendingToKeep => !_keep ? null : _question.Marks is null ? _tokens[^1] : KvContext.NothingPending;

    /// <inheritdoc/>
    public override int Surplus => _question.Surplus;

    /// <inheritdoc/>
    public override StepKey? Step
    {
        get
        {
            if (!_keep || Origin is not { } origin)
                return null;
            if (_step?.Origin != origin)
                _step = new(origin, _tokens, _question);
            return _step;
        }
    }

    /// <inheritdoc/>
    public override float[] StepValues => _values;

    /// <summary>Takes the values of another one that has read the same.</summary>
    public void Take(float[] values) => (_values, _isKnown) = (values, true);

    /// <inheritdoc/>
    public override void Start(int pending, KvSegment? leaf)
    {
        _firstMarked = pending == KvContext.NothingPending ? 0 : 1;

        // The last token's own outputs say nothing about the tokens given, but a head's may be wanted.
        var last = _question.Marks is null ? _tokens.Length - 1 : _tokens.Length;
        _inputs = pending == KvContext.NothingPending ? _tokens[..last] : [pending, .. _tokens.AsSpan(0, last)];
    }

    /// <inheritdoc/>
    public override bool WantsOutput(int row) => _question.Marks is not { } marks || (_fed + row >= _firstMarked && marks[_fed + row - _firstMarked]);

    /// <inheritdoc/>
    public override bool IsIndependent => _question.Reader is null;

    /// <inheritdoc/>
    public override void Accept(int row, ReadOnlySpan<float> outputs, Sampler sampler)
    {
        if (_question.Marks is null)
        {
            _values[_fed + row] = Sampler.LogProbability(outputs, _tokens[_fed + row]);
            return;
        }

        var width = _question.Width;
        var values = _values.AsSpan(_written, width);
        if (_question.Reader is { } reader)
            reader(outputs, values);
        else
            outputs[..width].CopyTo(values);
        _written += width;
    }

    /// <inheritdoc/>
    public override void Advance(int rows) => _fed += rows;

    /// <inheritdoc/>
    protected override ReadOutcome Result(ContextHandle? continuation) => new(_values, PromptTokens, CachedPromptTokens, _isKnown, continuation);
}
