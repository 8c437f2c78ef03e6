namespace InferenceScaling.Models.Decoding;

/// <summary>A piece of work for the decoding loop: tokens to feed after a context, and what to do with the outputs.</summary>
internal abstract class DecodingRequest
{
    /// <summary>The context to go on from, if the caller has one: acquired before it is set, given back when the request starts or ends.</summary>
    public ContextHandle? Handle { get; set; }

    /// <summary>Token ids of the whole context, for want of a handle to it. The last one is fed with the request, the others are shared as a prompt; a handle given beside them is of a context they begin with. Null or empty: the request starts a context of its own.</summary>
    public int[]? ContextTokens { get; set; }

    /// <summary>The shared prompt it waits for.</summary>
    public KvContext? Source { get; set; }

    /// <summary>The context with the tokens fed so far, shared with others that have fed the same; null while it waits.</summary>
    public KvSegment? Leaf { get; set; }

    /// <summary>Where the step begins; null before the start, and for a request that was put back: its context lies elsewhere since.</summary>
    public StepOrigin? Origin { get; set; }

    /// <summary>Tokens of the context that were read for this request.</summary>
    public int PromptTokens { get; private set; }

    /// <summary>Tokens of the context that a cache held.</summary>
    public int CachedPromptTokens { get; private set; }

    /// <summary>Whether it ran before, even if it was put back.</summary>
    public bool HasStarted { get; set; }

    /// <summary>The pass's rows of this request.</summary>
    public int ScheduledRows { get; set; }

    /// <summary>The pass's first output of this request.</summary>
    public int FirstOutput { get; set; }

    /// <summary>The pass's first hidden state of this request.</summary>
    public int FirstState { get; set; }

    /// <summary>Whether outputs can be taken beside those of other requests, by any thread: no caller's code is run, and nothing that requests have in common is written.</summary>
    public virtual bool IsIndependent => false;

    /// <summary>Whether the row may be that of other requests too, which feed the same token after the same context.</summary>
    public virtual bool SharesRows => false;

    /// <summary>The step, for others that come to the same; null if it is not known where it begins, or is not kept.</summary>
    public virtual StepKey? Step => null;

    /// <summary>What reading the step gave.</summary>
    public virtual float[] StepValues => [];

    /// <summary>The tokens known and not fed yet.</summary>
    public abstract ReadOnlySpan<int> Unfed { get; }

    /// <summary>Whether nobody waits for the result any more.</summary>
    public abstract bool IsAbandoned { get; }

    /// <summary>Whether the result is complete.</summary>
    public abstract bool IsFinished { get; }

    /// <summary>Called when the context is there, the first time only.</summary>
    /// <param name="pending">The context's last token, to be fed first, or <see cref="KvContext.NothingPending"/>.</param>
    /// <param name="leaf">The context; null to start one.</param>
    public abstract void Start(int pending, KvSegment? leaf);

    /// <summary>Whether the outputs of a row are wanted.</summary>
    /// <param name="row">Index into <see cref="Unfed"/>.</param>
    public abstract bool WantsOutput(int row);

    /// <summary>Whether the hidden state of a row is wanted.</summary>
    /// <param name="row">Index into <see cref="Unfed"/>.</param>
    public virtual bool WantsState(int row) => false;

    /// <summary>Takes the hidden state of a row. Called before <see cref="Advance"/>.</summary>
    /// <param name="state">The state.</param>
    public virtual void AcceptState(ReadOnlySpan<float> state)
    {
    }

    /// <summary>Takes the outputs of a row. Called before <see cref="Advance"/>.</summary>
    /// <param name="row">Index into <see cref="Unfed"/>.</param>
    /// <param name="outputs">Logits, or the head's outputs.</param>
    /// <param name="sampler">The thread's sampler.</param>
    public abstract void Accept(int row, ReadOnlySpan<float> outputs, Sampler sampler);

    /// <summary>Says that the first rows of <see cref="Unfed"/> were fed and their outputs accepted.</summary>
    public abstract void Advance(int rows);

    /// <summary>Ends with a result.</summary>
    /// <param name="continuation">Where to go on from, if the request asked for it.</param>
    public abstract void Complete(ContextHandle? continuation);

    /// <summary>Ends with an exception.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>What is pending after the last row, if the context is worth keeping; null if not.</summary>
    public abstract int? PendingToKeep { get; }

    /// <summary>How many of the last tokens fed are not part of what is kept.</summary>
    public virtual int Surplus => 0;

    /// <summary>Notes what starting cost. What is computed again for want of memory is not the caller's cost and does not count.</summary>
    public void CountPrompt(int read, int cached)
    {
        if (!HasStarted)
            (PromptTokens, CachedPromptTokens) = (read, cached);
    }

    /// <summary>Gives back the share of the caller's context.</summary>
    public void ReturnHandle()
    {
        Handle?.Return();
        Handle = null;
    }
}
