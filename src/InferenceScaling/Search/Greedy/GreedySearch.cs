using InferenceScaling.Paths;

namespace InferenceScaling.Search.Greedy;

/// <summary>Greedy decoding: one path of the most probable tokens. The baseline that every search must beat.</summary>
public sealed class GreedySearch : SearchStrategy
{
    /// <inheritdoc/>
    public override string Name => "greedy";

    /// <inheritdoc/>
    public override Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        return search.RolloutAsync(search.Root, width: 1, options: search.Steps with { Sampling = SamplingOptions.Greedy });
    }
}
