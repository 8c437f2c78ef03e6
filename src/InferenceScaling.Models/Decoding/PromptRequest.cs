namespace InferenceScaling.Models.Decoding;

/// <summary>Reads a prompt once for all requests that wait for it.</summary>
internal sealed class PromptRequest(KvContext prompt, int alreadyCached) : DecodingRequest
{
    private int _fed = alreadyCached;

    /// <summary>The prompt.</summary>
    public KvContext Prompt => prompt;

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Unfed => prompt.Tokens.AsSpan(_fed, prompt.Tokens!.Length - 1 - _fed);

    /// <inheritdoc/>
    public override bool IsAbandoned => prompt.Waiting == 0;

    /// <inheritdoc/>
    public override bool IsFinished => _fed == prompt.Tokens!.Length - 1;

    /// <inheritdoc/>
    public override int? PendingToKeep => null;

    /// <inheritdoc/>
    public override void Start(int pending, KvSegment? leaf)
    {
    }

    /// <inheritdoc/>
    public override bool WantsOutput(int row) => false;

    /// <inheritdoc/>
    public override void Accept(int row, ReadOnlySpan<float> outputs, Sampler sampler)
    {
    }

    /// <inheritdoc/>
    public override void Advance(int rows) => _fed += rows;

    /// <inheritdoc/>
    public override void Complete(ContextHandle? continuation) => prompt.IsReady = true;

    /// <inheritdoc/>
    public override void Fail(Exception exception) => prompt.Failure = exception;
}
