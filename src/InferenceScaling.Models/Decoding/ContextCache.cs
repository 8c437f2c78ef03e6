namespace InferenceScaling.Models.Decoding;

/// <summary>The contexts that are kept between requests: those of paths, until they are released, and those of recent prompts. Gives up the least recently used ones when memory is short; they can be computed again.</summary>
internal sealed class ContextCache(KvTree tree, int maxPrompts)
{
    private readonly LinkedList<KvContext> _order = new();
    private readonly Dictionary<int[], KvContext> _prompts = new(new TokenSequenceComparer());
    private readonly Dictionary<StepKey, KvContext> _steps = [];
    private long _counts;

    /// <summary>Counts the pages that only prompts without a user refer to, directly or through other such prompts.</summary>
    public int CountIdlePages()
    {
        var pages = 0;
        _counts++;
        foreach (var prompt in _prompts.Values)
        {
            if (!prompt.IsReady || prompt.Waiting > 0)
                continue;

            // The last idle owner to be counted makes a segment idle, and with it one owner of its parent.
            for (var segment = prompt.Segment; segment is not null; segment = segment.Parent)
            {
                segment.Idle = (_counts, segment.Idle.Count == _counts ? segment.Idle.Owners + 1 : 1);
                if (segment.Idle.Owners < segment.References)
                    break;
                pages += segment.PageList.Count;
            }
        }

        return pages;
    }

    /// <summary>Keeps the context of a path, or gives the one that another path keeps which came to the same step: then what follows is shared as well.</summary>
    /// <param name="segment">The context, without its last token if that is pending. Its ownership is taken over.</param>
    /// <param name="pending">The last token, or <see cref="KvContext.NothingPending"/>.</param>
    /// <param name="step">The step that it ends with; null where no other path can come to it.</param>
    /// <param name="values">What reading the step gave.</param>
    public KvContext Keep(KvSegment segment, int pending, StepKey? step, float[] values)
    {
        if (step is { } known && Share(known) is { } other)
        {
            tree.Release(segment);
            return other;
        }

        var context = new KvContext { Segment = segment, Pending = pending, Step = step, StepValues = values };
        context.Node = _order.AddLast(context);
        if (step is { } added)
            _steps.Add(added, context);
        return context;
    }

    /// <summary>The context with a step for one more path, if it is kept.</summary>
    public KvContext? Share(in StepKey step)
    {
        if (!_steps.TryGetValue(step, out var context))
            return null;
        context.Owners++;
        Use(context);
        return context;
    }

    /// <summary>A path gives up its context. With the last one it is freed.</summary>
    public void Release(KvContext context)
    {
        if (--context.Owners == 0)
            Drop(context);
    }

    /// <summary>The prompt with exactly these tokens, or null.</summary>
    public KvContext? Find(int[] tokens) => _prompts.GetValueOrDefault(tokens);

    /// <summary>Adds a prompt that has yet to be read, after the longest known context that begins it.</summary>
    /// <param name="tokens">At least one token.</param>
    /// <param name="start">A segment whose context the tokens are known to begin with, or null.</param>
    public KvContext AddPrompt(int[] tokens, KvSegment? start)
    {
        if (LongestBeginning(tokens) is { } known && known.Segment!.End > (start?.End ?? 0))
        {
            Use(known);
            start = known.Segment;
        }

        var prompt = new KvContext { Segment = tree.Fork(start), Pending = tokens[^1], Tokens = tokens, IsPrompt = true, IsReady = false };
        prompt.Node = _order.AddLast(prompt);
        _prompts.Add(tokens, prompt);
        return prompt;
    }

    /// <summary>Marks a context as used just now.</summary>
    public void Use(KvContext context)
    {
        if (context.Node is { List: not null } node)
        {
            _order.Remove(node);
            _order.AddLast(node);
        }
    }

    /// <summary>Gives up a context for good. Harmless if it was given up before.</summary>
    public void Drop(KvContext context)
    {
        if (context.Node is { List: not null } node)
            _order.Remove(node);
        if (context.IsPrompt && _prompts.TryGetValue(context.Tokens!, out var known) && ReferenceEquals(known, context))
            _prompts.Remove(context.Tokens!);
        if (context.Segment is not { } segment)
            return;
        if (context.Step is { } step)
            _steps.Remove(step);
        tree.Release(segment);
        context.Segment = null;
    }

    /// <summary>Forgets the oldest prompts beyond the number to keep.</summary>
    public void TrimPrompts()
    {
        for (var node = _order.First; node is not null && _prompts.Count > maxPrompts;)
        {
            var context = node.Value;
            node = node.Next;
            if (context is { IsPrompt: true, IsReady: true, Waiting: 0 })
                Drop(context);
        }
    }

    /// <summary>Frees the pages of the least recently used context that nothing builds on.</summary>
    /// <param name="evenAwaited">Also of one that a waiting request is about to use and would have to compute again.</param>
    /// <returns>False if there is none.</returns>
    public bool Evict(bool evenAwaited)
    {
        for (var node = _order.First; node is not null; node = node.Next)
        {
            var context = node.Value;
            if (!context.IsReady || context.Segment is not { References: 1 } segment || (context.Waiting > 0 && !evenAwaited) || segment.PageList.Count == 0)
                continue;
            if (!context.IsPrompt)
                context.Tokens = AllTokens(segment, context.Pending);
            Drop(context);
            return true;
        }

        return false;
    }

    /// <summary>The tokens of a segment's whole context and the one after it.</summary>
    public static int[] AllTokens(KvSegment segment, int pending)
    {
        var tokens = new int[segment.End + (pending == KvContext.NothingPending ? 0 : 1)];
        segment.CopyTokens(tokens);
        if (pending != KvContext.NothingPending)
            tokens[^1] = pending;
        return tokens;
    }

    private KvContext? LongestBeginning(int[] tokens)
    {
        KvContext? best = null;
        foreach (var prompt in _prompts.Values)
        {
            var length = prompt.Segment!.End;
            if (prompt.IsReady && length > (best?.Segment!.End ?? 0) && length < tokens.Length && tokens.AsSpan(0, length).SequenceEqual(prompt.Tokens.AsSpan(0, length)))
                best = prompt;
        }

        return best;
    }
}
