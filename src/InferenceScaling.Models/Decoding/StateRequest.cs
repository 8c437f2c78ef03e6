namespace InferenceScaling.Models.Decoding;

/// <summary>Reads a context for the hidden state at its last token.</summary>
internal sealed class StateRequest : AwaitedRequest<StateOutcome>
{
    private int[] _inputs = [];
    private float[] _state = [];
    private int _fed;

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Unfed => _inputs.AsSpan(_fed);

    /// <inheritdoc/>
    public override bool IsFinished => HasStarted && _fed == _inputs.Length;

    /// <inheritdoc/>
    public override int? PendingToKeep => null;

    /// <inheritdoc/>
    public override void Start(int pending, KvSegment? leaf) => _inputs = [pending];

    /// <inheritdoc/>
    public override bool WantsOutput(int row) => false;

    /// <inheritdoc/>
    public override bool WantsState(int row) => true;

    /// <inheritdoc/>
    public override void Accept(int row, ReadOnlySpan<float> outputs, Sampler sampler)
    {
    }

    /// <inheritdoc/>
    public override void AcceptState(ReadOnlySpan<float> state) => _state = state.ToArray();

    /// <inheritdoc/>
    public override void Advance(int rows) => _fed += rows;

    /// <inheritdoc/>
    protected override StateOutcome Result(ContextHandle? continuation) => new(_state, PromptTokens, CachedPromptTokens);
}
