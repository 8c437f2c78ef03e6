using System.Diagnostics;

namespace InferenceScaling.Models.Decoding;

/// <summary>The key-value cache as a tree of segments that mirrors the reasoning tree: forks are O(1), pages are counted by reference, and two counters prove that nothing leaks.</summary>
/// <remarks>
/// Only bookkeeping: which token lives in which slot of which page. The storage is the executor's.
/// Not thread-safe: it belongs to the thread that runs the executor.
/// After vLLM's block pool (Kwon et al. 2023) and SGLang's radix cache (Zheng et al. 2024), without their copies on write: a segment that was forked is never written again.
/// </remarks>
public sealed class KvTree
{
    private readonly Stack<int> _freed = new();
    private int _capacity;

    /// <summary>Creates an empty tree.</summary>
    /// <param name="pageSize">Tokens a page holds; at least 1.</param>
    /// <param name="pageLimit">Most pages in use at a time; at least 1.</param>
    public KvTree(int pageSize, int pageLimit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pageLimit, 1);
        PageSize = pageSize;
        PageLimit = pageLimit;
    }

    /// <summary>Tokens a page holds.</summary>
    public int PageSize { get; }

    /// <summary>Most pages in use at a time.</summary>
    public int PageLimit { get; }

    /// <summary>Pages in use.</summary>
    public int LivePages => _capacity - _freed.Count;

    /// <summary>Segments that somebody, or a child, still refers to.</summary>
    public int LiveSegments { get; private set; }

    /// <summary>Pages that can still be taken.</summary>
    public int FreePages => PageLimit - LivePages;

    /// <summary>One more than the highest page ever in use: how many pages the executor must have storage for.</summary>
    public int Capacity => _capacity;

    /// <summary>Starts an empty segment after another one. The caller owns it and calls <see cref="Release"/> once.</summary>
    /// <param name="parent">A live segment, which stays alive as long as its children; null to start a context.</param>
    /// <exception cref="ObjectDisposedException">The parent was released.</exception>
    public KvSegment Fork(KvSegment? parent)
    {
        if (parent is not null)
        {
            ThrowIfReleased(parent);
            parent.References++;
            parent.Children++;
        }

        LiveSegments++;
        return new KvSegment(parent, PageSize);
    }

    /// <summary>Takes another ownership of a segment, given up by <see cref="Release"/>.</summary>
    /// <param name="segment">A live segment.</param>
    /// <returns>The segment.</returns>
    /// <exception cref="ObjectDisposedException">The segment was released.</exception>
    internal static KvSegment Share(KvSegment segment)
    {
        ThrowIfReleased(segment);
        segment.References++;
        return segment;
    }

    /// <summary>Pages that appending would take.</summary>
    /// <param name="segment">A live segment.</param>
    /// <param name="count">Number of tokens.</param>
    public int PagesToAppend(KvSegment segment, int count)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return (int)(((long)segment.Length + count + PageSize - 1) / PageSize) - segment.PageList.Count;
    }

    /// <summary>Adds tokens to the end of a segment, taking pages as needed.</summary>
    /// <param name="segment">A live segment without children.</param>
    /// <param name="tokens">Token ids.</param>
    /// <returns>False, with nothing changed, if there are too few free pages.</returns>
    /// <exception cref="ObjectDisposedException">The segment was released.</exception>
    /// <exception cref="InvalidOperationException">The segment has children, whose positions would no longer follow it.</exception>
    public bool TryAppend(KvSegment segment, ReadOnlySpan<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ThrowIfReleased(segment);
        if (segment.Children > 0)
            throw new InvalidOperationException($"The segment at positions {segment.Start} to {segment.End} has {segment.Children} children and cannot grow; fork it and append to the fork.");
        var pages = PagesToAppend(segment, tokens.Length);
        if (pages > FreePages)
            return false;
        for (; pages > 0; pages--)
            segment.PageList.Add(_freed.TryPop(out var page) ? page : _capacity++);
        segment.Tokens.AddRange(tokens);
        return true;
    }

    /// <summary>Takes tokens off the end of a segment and frees the pages that held nothing else.</summary>
    /// <param name="segment">A live segment without children.</param>
    /// <param name="count">Number of tokens.</param>
    /// <returns>False, with nothing changed, if the segment holds fewer.</returns>
    internal bool TryRemoveLast(KvSegment segment, int count)
    {
        ThrowIfReleased(segment);
        Debug.Assert(segment.Children == 0, "what follows would no longer follow");
        if (count > segment.Length)
            return false;
        segment.Tokens.RemoveRange(segment.Length - count, count);
        var pages = (segment.Length + PageSize - 1) / PageSize;
        for (var index = segment.PageList.Count - 1; index >= pages; index--)
            _freed.Push(segment.PageList[index]);
        segment.PageList.RemoveRange(pages, segment.PageList.Count - pages);
        return true;
    }

    /// <summary>Gives up one ownership. The last one frees the segment's pages, and the parent's share of its ancestors with them.</summary>
    /// <param name="segment">A live segment.</param>
    /// <exception cref="ObjectDisposedException">The segment was already released.</exception>
    public void Release(KvSegment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ThrowIfReleased(segment);
        for (var node = segment; node is not null && --node.References == 0; node = node.Parent)
        {
            // The newest pages go back first, so that the lowest ones are taken again first and the executor's storage stays compact.
            for (var index = node.PageList.Count - 1; index >= 0; index--)
                _freed.Push(node.PageList[index]);
            node.PageList.Clear();
            node.Tokens.Clear();
            LiveSegments--;
            if (node.Parent is { } parent)
                parent.Children--;
        }
    }

    private static void ThrowIfReleased(KvSegment segment) => ObjectDisposedException.ThrowIf(segment.References <= 0, segment);
}
