namespace InferenceScaling.Models.Decoding;

/// <summary>A context that decoding can go on from: tokens in the cache, and the last one, which has yet to be fed. Touched by the decoding thread only.</summary>
internal sealed class KvContext
{
    /// <summary>Stands for no pending token: everything was fed.</summary>
    public const int NothingPending = -1;

    /// <summary>What is cached; null once it was evicted or dropped.</summary>
    public KvSegment? Segment { get; set; }

    /// <summary>The token that follows the segment and was not fed yet, or <see cref="NothingPending"/>.</summary>
    public required int Pending { get; init; }

    /// <summary>Number of tokens, with the pending one; while it is cached.</summary>
    public int Length => Segment!.End + (Pending == NothingPending ? 0 : 1);

    /// <summary>All token ids with the pending one: of a prompt always, of another context once it was evicted.</summary>
    public int[]? Tokens { get; set; }

    /// <summary>Paths that go on from it.</summary>
    public int Owners { get; set; } = 1;

    /// <summary>The step that it ends with, by which other paths that come to the same find it; null where none can.</summary>
    public StepKey? Step { get; init; }

    /// <summary>What reading the step gave; empty where it was generated.</summary>
    public float[] StepValues { get; init; } = [];

    /// <summary>Whether this is a shared prompt, found by its tokens.</summary>
    public bool IsPrompt { get; init; }

    /// <summary>False while a prompt is being read.</summary>
    public bool IsReady { get; set; } = true;

    /// <summary>Why reading the prompt failed.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Requests that wait to fork it.</summary>
    public int Waiting { get; set; }

    /// <summary>Place in the order of use.</summary>
    public LinkedListNode<KvContext>? Node { get; set; }
}
