using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Models;

/// <summary>What a model's calls cost: its tokens are counted by its tokenizer, its memory in pages.</summary>
/// <param name="model">The name in tables of prices and energies.</param>
/// <param name="paths">Counts tokens.</param>
/// <param name="usage">Tells the size of a page.</param>
internal sealed class LanguageModelCosts(string model, PathTokens paths, Func<KvUsage> usage) : ModelCosts
{
    /// <inheritdoc/>
    public override string? Model => model;

    /// <inheritdoc/>
    public override TokenUsage? MostTokens(ReasoningPath path, int growth) => new TokenUsage(Prompt: paths.Count(path));

    /// <inheritdoc/>
    public override long? KvBytes(long tokens)
    {
        // Every step begins a page of its own.
        var cache = usage();
        return (tokens + cache.PageSize - 1) / cache.PageSize * cache.BytesPerPage;
    }
}
