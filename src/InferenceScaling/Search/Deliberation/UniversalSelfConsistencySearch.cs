using System.Globalization;
using InferenceScaling.Paths;
using InferenceScaling.Search.TreeOfThoughts;

namespace InferenceScaling.Search.Deliberation;

/// <summary>
/// Universal self-consistency (Chen et al. 2023, "Universal Self-Consistency for Large Language Model Generation", arXiv 2311.17311).
/// Samples independent answers and lets the model itself say which is the most consistent:
/// self-consistency for answers that no rule can compare.
/// </summary>
/// <remarks>Where the model names no response, and if the budget ends before it can, the reasoner's selection decides among all answers.</remarks>
/// <param name="options">Valid options.</param>
public sealed class UniversalSelfConsistencySearch(UniversalSelfConsistencyOptions options) : SearchStrategy
{
    private readonly int _samples = (options ?? throw new ArgumentNullException(nameof(options))).Samples;
    private readonly int _votes = options.Votes;
    private readonly string _prompt = options.Prompt;

    /// <inheritdoc/>
    public override string Name => "universal self-consistency";

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        await search.RolloutAsync(search.Root, _samples).ConfigureAwait(false);
        var responses = search.Candidates.Where(candidate => !candidate.IsCut).ToList();
        if (responses.Count < 2 || search.ShouldStop)
            return;
        var listing = string.Join("\n\n", responses.Select((response, index) => string.Create(CultureInfo.InvariantCulture, $"Response {index + 1}: {response.Text}")));
        var question = Prompt.FromString(_prompt
            .Replace("{question}", search.Root.Prompt.ToString(), StringComparison.Ordinal)
            .Replace("{responses}", listing, StringComparison.Ordinal));
        var picked = (await search.AskAsync([.. Enumerable.Repeat(question, _votes)]).ConfigureAwait(false))
            .Select(vote => ThoughtVerdict.Choice(vote, responses.Count))
            .OfType<int>()
            .GroupBy(choice => choice)
            .Select(group => (Response: responses[group.Key], Votes: group.Count()))
            .ToList();
        if (picked.Count > 0)
            search.SelectFrom([.. picked.Where(pick => pick.Votes == picked.Max(other => other.Votes)).Select(pick => pick.Response)]);
    }
}
