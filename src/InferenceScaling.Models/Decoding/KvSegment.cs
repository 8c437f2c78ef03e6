using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Decoding;

/// <summary>A run of cached tokens that follows its parent's: a node of the tree that mirrors the reasoning tree. Forking is a new child; nothing is copied.</summary>
/// <remarks>Append-only. A segment with children is never appended to. Owned by <c>KvTree</c>, which counts references and pages.</remarks>
public sealed class KvSegment
{
    private readonly int _pageSize;
    private readonly List<int> _pages = [];

    internal KvSegment(KvSegment? parent, int pageSize)
    {
        Parent = parent;
        _pageSize = pageSize;
        Start = parent?.End ?? 0;
    }

    /// <summary>The segment before this one; null for a first segment.</summary>
    public KvSegment? Parent { get; }

    /// <summary>Position of the first token.</summary>
    public int Start { get; }

    /// <summary>Number of tokens held.</summary>
    public int Length => Tokens.Count;

    /// <summary>Position after the last token: the length of the whole context down to here.</summary>
    public int End => Start + Length;

    /// <summary>The pages that hold the tokens, in order.</summary>
    public IReadOnlyList<int> Pages => _pages;

    internal int References { get; set; } = 1;

    internal int Children { get; set; }

    /// <summary>Owners that only keep the segment for the next request, as counted last; see <c>ContextCache.CountIdlePages</c>.</summary>
    internal (long Count, int Owners) Idle { get; set; }

    internal List<int> PageList => _pages;

    /// <summary>The ids of the tokens held: what it takes to compute the segment again, to look tokens back and to recognise a prefix.</summary>
    internal List<int> Tokens { get; } = [];

    /// <summary>The slot (page × page size + offset) of the token at an index within this segment.</summary>
    /// <param name="index">0 to the capacity of the pages − 1.</param>
    public int Slot(int index) => (_pages[index / _pageSize] * _pageSize) + (index % _pageSize);

    /// <summary>The token id at a position of the context down to here.</summary>
    /// <param name="position">0 to <see cref="End"/> − 1.</param>
    internal int TokenAt(int position)
    {
        var segment = this;
        while (position < segment.Start)
            segment = segment.Parent!;
        return segment.Tokens[position - segment.Start];
    }

    /// <summary>Writes the token ids of the whole context.</summary>
    /// <param name="tokens">At least <see cref="End"/> long.</param>
    internal void CopyTokens(Span<int> tokens)
    {
        for (var segment = this; segment is not null; segment = segment.Parent)
            CollectionsMarshal.AsSpan(segment.Tokens).CopyTo(tokens[segment.Start..]);
    }

    /// <summary>Writes the slots of the whole context, positions 0 to <see cref="End"/> − 1.</summary>
    /// <param name="slots">At least <see cref="End"/> long.</param>
    public void CopySlots(Span<int> slots)
    {
        for (var segment = this; segment is not null; segment = segment.Parent)
        {
            for (var index = 0; index < segment.Length; index++)
                slots[segment.Start + index] = segment.Slot(index);
        }
    }
}
