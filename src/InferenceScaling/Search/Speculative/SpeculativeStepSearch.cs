using InferenceScaling.Paths;
using InferenceScaling.Selection;

namespace InferenceScaling.Search.Speculative;

/// <summary>
/// Reward-guided speculative decoding of steps (Liao et al. 2025, "Reward-Guided Speculative Decoding for Efficient LLM Reasoning", arXiv 2501.19324).
/// A small model drafts each step; the verifier accepts it, or the large model writes the step instead:
/// most steps of a proof are easy, and easy ones need no large model.
/// </summary>
/// <param name="options">Valid options.</param>
public sealed class SpeculativeStepSearch(SpeculativeStepOptions options) : SearchStrategy
{
    private readonly IStepGenerator _drafter = (options ?? throw new ArgumentNullException(nameof(options))).Drafter
        ?? throw new ArgumentException($"A speculative search needs a {nameof(SpeculativeStepOptions.Drafter)}: a second, smaller generator.", nameof(options));

    private readonly int _samples = options.Samples;
    private readonly double _threshold = options.Threshold;

    /// <inheritdoc/>
    public override string Name => "speculative step search";

    /// <inheritdoc/>
    public override bool RequiresVerifier => true;

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => AnswerSelector.BestOfN;

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        IReadOnlyList<ReasoningPath> tips = [.. Enumerable.Repeat(search.Root, _samples)];
        while (tips.Count > 0 && !search.ShouldStop)
        {
            var drafts = await search.ExpandAsync([.. tips.Select(tip => new Expansion(tip, 1))], score: true, generator: _drafter).ConfigureAwait(false);
            var rejected = drafts.Where(draft => !(draft.StepScore >= _threshold)).ToList();
            var written = rejected.Count > 0 && !search.ShouldStop
                ? await search.ExpandAsync([.. rejected.Select(draft => new Expansion(draft.Path.Parent!, 1))], score: true).ConfigureAwait(false)
                : [];
            foreach (var path in tips.Concat(rejected.Select(draft => draft.Path)))
                search.Release(path);
            tips = [.. drafts.Except(rejected).Concat(written).Where(step => !step.HasEnded).Select(step => step.Path)];
        }
    }
}
