using InferenceScaling.Paths;

namespace InferenceScaling.Search.Revision;

/// <summary>
/// Sequential revision (Snell et al. 2024, "Scaling LLM Test-Time Compute Optimally").
/// Chains of answers, each written in sight of the ones before, and a choice among all of them:
/// where a first draft is nearly right, a revision is worth more than another draft.
/// </summary>
/// <remarks>Earlier answers stay in the path, so a chain is as long as <see cref="PathLimits"/> allow.</remarks>
/// <param name="options">Valid options.</param>
public sealed class SequentialRevisionSearch(SequentialRevisionOptions options) : SearchStrategy
{
    private readonly int _chains = (options ?? throw new ArgumentNullException(nameof(options))).Chains;
    private readonly int _attempts = options.Attempts;
    private readonly string _revisionText = options.RevisionText;

    /// <inheritdoc/>
    public override string Name => "sequential revision";

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        IReadOnlyList<ReasoningPath> drafts = [.. Enumerable.Repeat(search.Root, _chains)];
        for (var attempt = 0; attempt < _attempts && drafts.Count > 0 && !search.ShouldStop; attempt++)
        {
            var answers = await search.RolloutAsync([.. drafts.Select(draft => new Expansion(draft, 1))]).ConfigureAwait(false);
            if (attempt + 1 == _attempts || search.ShouldStop)
                return;
            drafts = [.. answers.Where(answer => answer.Path.IsComplete && answer.Path.Depth < search.Limits.Steps).Select(answer => search.Append(answer.Path, _revisionText))];
        }
    }
}
