namespace InferenceScaling.Models.Decoding;

/// <summary>What the key-value cache holds at a moment.</summary>
/// <param name="PageSize">Tokens a page holds.</param>
/// <param name="BytesPerPage">Bytes a page takes.</param>
/// <param name="PageLimit">Most pages in use at a time.</param>
/// <param name="LivePages">Pages in use, with those of <paramref name="CachedPages"/>.</param>
/// <param name="CachedPages">Pages that hold prompts no path refers to, kept for the next request that has the same and freed when there is need.</param>
/// <param name="LiveSegments">Segments in use.</param>
public sealed record KvUsage(int PageSize, long BytesPerPage, int PageLimit, int LivePages, int CachedPages, int LiveSegments)
{
    /// <summary>Pages that paths and running requests hold. Zero when every path was released and nothing runs: the proof that nothing leaks.</summary>
    public int HeldPages => LivePages - CachedPages;
}
