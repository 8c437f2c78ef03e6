namespace InferenceScaling.Models.Decoding;

/// <summary>
/// Lets waiting requests in. A request goes on from its path's own context, from a prompt that it shares with others, or is answered at once by a step that another path has read.
/// </summary>
/// <param name="tree">The cache.</param>
/// <param name="cache">What is kept in it.</param>
/// <param name="queue">Where contexts are given back to.</param>
/// <param name="maxSequences">Most requests that run at a time.</param>
/// <param name="waiting">The requests that wait, in the order they came.</param>
/// <param name="active">Those that run.</param>
internal sealed class DecodingAdmission(KvTree tree, ContextCache cache, DecodingQueue queue, int maxSequences, List<DecodingRequest> waiting, List<DecodingRequest> active)
{
    private readonly HashSet<StepKey> _reading = [];

    /// <summary>Starts waiting requests in the order they came, as far as there is room.</summary>
    public void Admit()
    {
        if (waiting.Count == 0)
            return;
        _reading.Clear();
        foreach (var request in active)
        {
            if (request is ReadRequest { Step: { } step })
                _reading.Add(step);
        }

        for (var index = 0; index < waiting.Count && active.Count < maxSequences;)
        {
            var request = waiting[index];
            switch (TryStart(request))
            {
                case Admission.NoRoom:
                    return;
                case Admission.NotReady:
                    index++;
                    break;
                case Admission.Left:
                    waiting.RemoveAt(index);
                    break;
            }
        }
    }

    /// <summary>Lets go of the prompt that a request waits for.</summary>
    public static void Unbind(DecodingRequest request)
    {
        if (request.Source is { } source)
            source.Waiting--;
        request.Source = null;
    }

    private Admission TryStart(DecodingRequest request)
    {
        if (request is { Handle: { } handle, ContextTokens: null })
        {
            cache.Use(handle.Context);
            if (!HasRoom(1))
                return Admission.NoRoom;
            if (handle.Context.Segment is { } segment)
                return Start(request, segment, handle.Context.Pending);

            // Evicted meanwhile: its tokens are a prompt now.
            request.ContextTokens = handle.Context.Tokens;
            request.ReturnHandle();
        }

        if (request.ContextTokens is not { Length: > 0 } tokens)
            return HasRoom(1) ? Start(request, null, KvContext.NothingPending) : Admission.NoRoom;
        if (request.Source is { Segment: null, Failure: null })
            Unbind(request);
        if (request.Source is null && !TryBind(request, tokens))
            return Admission.NoRoom;
        var source = request.Source!;
        if (source.Failure is { } failure)
        {
            Unbind(request);
            request.Fail(failure);
            return Admission.Left;
        }

        if (!source.IsReady)
            return Admission.NotReady;
        if (!HasRoom(1))
            return Admission.NoRoom;
        cache.Use(source);
        return Start(request, source.Segment, source.Pending);
    }

    private Admission Start(DecodingRequest request, KvSegment? parent, int pending)
    {
        if (!request.HasStarted)
        {
            request.Origin = new(parent, parent?.End ?? 0, pending);
            if (request is ReadRequest { Step: { } step } read)
            {
                if (cache.Share(step) is { } known)
                    return Answer(read, known);
                if (!_reading.Add(step))
                    return Admission.NotReady;
            }

            // A request that was put back goes on with the token it was about to feed.
            request.Start(pending, parent);
        }

        request.HasStarted = true;

        // Rows are shared where contexts are: only what feeds tokens of its own gets a segment of its own at once.
        request.Leaf = request.SharesRows && parent is not null ? KvTree.Share(parent) : tree.Fork(parent);
        Unbind(request);
        request.ReturnHandle();
        active.Add(request);
        return Admission.Left;
    }

    /// <summary>Somebody has read the same step of the same context.</summary>
    private Admission Answer(ReadRequest request, KvContext context)
    {
        request.Take(context.StepValues);
        Unbind(request);
        request.ReturnHandle();
        request.Complete(new(queue, context));
        return Admission.Left;
    }

    /// <summary>Finds the request's context among the prompts, or begins to read it.</summary>
    private bool TryBind(DecodingRequest request, int[] tokens)
    {
        var prompt = cache.Find(tokens);
        if (prompt is null)
        {
            if (!HasRoom(1 + (tokens.Length / tree.PageSize)))
                return false;
            prompt = cache.AddPrompt(tokens, request.Handle?.Context.Segment);
            var cached = prompt.Segment!.Start;
            request.CountPrompt(tokens.Length - cached, cached);
            var reading = new PromptRequest(prompt, cached) { Leaf = prompt.Segment };
            if (reading.IsFinished)
                prompt.IsReady = true;
            else
                active.Add(reading);
        }
        else
        {
            request.CountPrompt(0, tokens.Length);
        }

        prompt.Waiting++;
        request.Source = prompt;
        return true;
    }

    /// <summary>Whether some pages are free beside one for every running request. A single request always has room: the limits see to that.</summary>
    private bool HasRoom(int pages)
    {
        if (active.Count == 0)
            return true;
        while (tree.FreePages < pages + active.Count)
        {
            if (!cache.Evict(evenAwaited: false))
                return false;
        }

        return true;
    }

    private enum Admission
    {
        Left,
        NotReady,
        NoRoom,
    }
}
