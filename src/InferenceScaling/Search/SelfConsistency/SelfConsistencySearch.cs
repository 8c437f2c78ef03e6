namespace InferenceScaling.Search.SelfConsistency;

/// <summary>
/// Self-consistency (Wang et al. 2023, "Self-Consistency Improves Chain of Thought Reasoning in Language Models").
/// Samples independent paths and takes the answer that most of them reach:
/// right reasoning agrees with itself, wrong reasoning goes astray in different ways.
/// </summary>
/// <param name="options">Valid options.</param>
public sealed class SelfConsistencySearch(SelfConsistencyOptions options) : SearchStrategy
{
    private readonly int _samples = (options ?? throw new ArgumentNullException(nameof(options))).Samples;

    /// <inheritdoc/>
    public override string Name => "self-consistency";

    /// <inheritdoc/>
    public override Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        return search.RolloutAsync(search.Root, _samples);
    }
}
