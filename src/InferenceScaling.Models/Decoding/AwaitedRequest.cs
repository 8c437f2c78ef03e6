namespace InferenceScaling.Models.Decoding;

/// <summary>A request whose result somebody awaits, and may stop awaiting.</summary>
internal abstract class AwaitedRequest<TResult> : DecodingRequest
{
    // Continuations must not run on the decoding thread.
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public sealed override bool IsAbandoned => _completion.Task.IsCompleted;

    /// <inheritdoc/>
    public sealed override void Complete(ContextHandle? continuation)
    {
        if (!_completion.TrySetResult(Result(continuation)))
            continuation?.Release();
    }

    /// <inheritdoc/>
    public sealed override void Fail(Exception exception) => _completion.TrySetException(exception);

    /// <summary>Posts the request and waits for its result. A cancelled caller leaves at once; the loop frees what the request held after the pass under way.</summary>
    public async Task<TResult> RunAsync(DecodingQueue queue, CancellationToken cancellationToken)
    {
        var posted = false;
        try
        {
            if (queue.IsClosed)
                throw DecodingQueue.Closed();
            using var registration = cancellationToken.UnsafeRegister(
                (state, token) =>
                {
                    _completion.TrySetCanceled(token);
                    ((DecodingQueue)state!).Wake();
                },
                queue);
            await queue.PostAsync(this, cancellationToken).ConfigureAwait(false);
            posted = true;
            return await _completion.Task.ConfigureAwait(false);
        }
        finally
        {
            if (!posted)
                ReturnHandle();
        }
    }

    /// <summary>Makes the result of a finished request.</summary>
    protected abstract TResult Result(ContextHandle? continuation);
}
