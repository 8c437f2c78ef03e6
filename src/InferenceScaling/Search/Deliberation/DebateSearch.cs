using InferenceScaling.Paths;

namespace InferenceScaling.Search.Deliberation;

/// <summary>
/// Multi-agent debate (Du et al. 2023, "Improving Factuality and Reasoning in Language Models through Multiagent Debate", arXiv 2305.14325).
/// Several paths answer, read what the others said, and answer again:
/// arguments are compared where a vote only counts answers.
/// </summary>
/// <remarks>The answers of the last round that was completed decide; each debater's path holds all its rounds.</remarks>
/// <param name="options">Valid options.</param>
public sealed class DebateSearch(DebateOptions options) : SearchStrategy
{
    private readonly int _debaters = (options ?? throw new ArgumentNullException(nameof(options))).Debaters;
    private readonly int _rounds = options.Rounds;
    private readonly string _reconsiderText = options.ReconsiderText;

    /// <inheritdoc/>
    public override string Name => "debate";

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var ends = await search.RolloutAsync(search.Root, _debaters).ConfigureAwait(false);
        var said = Complete(ends, skip: []);
        for (var round = 0; round < _rounds && said.Count > 1 && !search.ShouldStop; round++)
        {
            var openings = said.Select((own, index) => search.Append(own.Path, Reconsider(said, index))).ToList();
            ends = await search.RolloutAsync([.. openings.Select(path => new Expansion(path, 1))]).ConfigureAwait(false);
            said = Complete(ends, openings);
            if (said.Count == 0)
                return;
            var last = said.Select(speech => speech.Path).ToHashSet();
            search.SelectFrom([.. search.Candidates.Where(candidate => last.Contains(candidate.Path))]);
        }
    }

    // A debater hears what the others said in this round, not what they had heard themselves.
    private static List<(ReasoningPath Path, string Words)> Complete(IReadOnlyList<ScoredPath> ends, IReadOnlyList<ReasoningPath> skip) =>
        [.. ends.Where(end => end.Path.IsComplete).Select(end => (end.Path, WordsSince(end.Path, skip)))];

    private static string WordsSince(ReasoningPath path, IReadOnlyList<ReasoningPath> openings)
    {
        var words = new Stack<string>();
        for (var node = path; node.Step is { } step && !openings.Contains(node); node = node.Parent!)
            words.Push(step.Text);
        return string.Concat(words);
    }

    private string Reconsider(List<(ReasoningPath Path, string Words)> said, int self) =>
        _reconsiderText.Replace("{answers}", string.Join("\n\n", said.Where((_, index) => index != self).Select(other => other.Words.Trim())), StringComparison.Ordinal);
}
