namespace InferenceScaling.Models.Decoding;

/// <summary>How much the decoding loop does at a time and keeps in memory.</summary>
internal sealed record DecodingLimits
{
    /// <summary>Longest context, at least 2; null for what the decoder was made for.</summary>
    public int? ContextLength { get; init; }

    /// <summary>Most bytes of keys and values; null for a quarter of the memory available.</summary>
    public long? KvBytes { get; init; }

    /// <summary>Rows of a pass: decoding first, prompts fill the rest.</summary>
    public int TokensPerPass { get; init; } = 256;

    /// <summary>Requests that run at a time; fewer than <see cref="TokensPerPass"/>, so that prompts always get rows.</summary>
    public int MaxSequences { get; init; } = 128;

    /// <summary>Prompts kept for the next request that has the same.</summary>
    public int CachedPrompts { get; init; } = 16;

    /// <summary>Requests that may queue before callers have to wait.</summary>
    public int QueueCapacity { get; init; } = 1024;
}
