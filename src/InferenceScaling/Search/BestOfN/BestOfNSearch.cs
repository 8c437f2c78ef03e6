using InferenceScaling.Selection;

namespace InferenceScaling.Search.BestOfN;

/// <summary>
/// Best-of-N (Cobbe et al. 2021, "Training Verifiers to Solve Math Word Problems").
/// Samples independent paths, lets the verifier score each and takes the best:
/// checking an answer is easier than finding it.
/// </summary>
/// <param name="options">Valid options.</param>
public sealed class BestOfNSearch(BestOfNOptions options) : SearchStrategy
{
    private readonly int _samples = (options ?? throw new ArgumentNullException(nameof(options))).Samples;

    /// <inheritdoc/>
    public override string Name => "best-of-N";

    /// <inheritdoc/>
    public override bool RequiresVerifier => true;

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => AnswerSelector.BestOfN;

    /// <inheritdoc/>
    public override Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        return search.RolloutAsync(search.Root, _samples);
    }
}
