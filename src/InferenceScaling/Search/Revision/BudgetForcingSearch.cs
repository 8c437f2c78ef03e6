using InferenceScaling.Paths;

namespace InferenceScaling.Search.Revision;

/// <summary>
/// Budget forcing (Muennighoff et al. 2025, "s1: Simple test-time scaling", arXiv 2501.19393).
/// An end of thinking that comes too early is replaced by "Wait", one that comes too late is written in the model's place:
/// the length of thought becomes a dial.
/// </summary>
/// <remarks>The candidates are the paths that were made to answer; thoughts that a budget cut short count only if there are none.</remarks>
/// <param name="options">Valid options.</param>
public sealed class BudgetForcingSearch(BudgetForcingOptions options) : SearchStrategy
{
    private readonly int _samples = (options ?? throw new ArgumentNullException(nameof(options))).Samples;
    private readonly int _continuations = options.Continuations;
    private readonly int _thinkingTokens = options.ThinkingTokens;
    private readonly string _continuationText = options.ContinuationText;
    private readonly string _endOfThinking = options.EndOfThinking;
    private readonly string _answerText = options.AnswerText;

    /// <inheritdoc/>
    public override string Name => "budget forcing";

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var thoughts = Enumerable.Repeat(new Thought(search.Root, Tokens: 0, Ignored: 0), _samples).ToList();
        var ready = new List<ReasoningPath>();
        while (thoughts.Count > 0 && !search.ShouldStop)
            thoughts = await ThinkAsync(search, thoughts, ready).ConfigureAwait(false);
        if (ready.Count == 0 || search.ShouldStop)
            return;
        var answers = (await search.RolloutAsync([.. ready.Select(path => new Expansion(path, 1))]).ConfigureAwait(false)).Select(answer => answer.Path).ToHashSet();
        if (answers.Count > 0)
            search.SelectFrom([.. search.Candidates.Where(candidate => answers.Contains(candidate.Path))]);
    }

    private async Task<List<Thought>> ThinkAsync(SearchContext search, List<Thought> thoughts, List<ReasoningPath> ready)
    {
        var left = _thinkingTokens - thoughts.Max(thought => thought.Tokens);
        var options = search.Steps with
        {
            MaxTokens = Math.Min(search.Steps.MaxTokens, left),
            StopSequences = _endOfThinking.Length == 0 ? search.Steps.StopSequences : search.Steps.StopSequences.Add(_endOfThinking),
        };
        var next = new List<Thought>();
        foreach (var (thought, path) in Pair(thoughts, await search.ExpandAsync([.. thoughts.Select(thought => new Expansion(thought.Path, 1))], options: options).ConfigureAwait(false)))
        {
            var tokens = thought.Tokens + (int)Math.Min(int.MaxValue / 2, path.Step!.Usage.Generated);
            if (path.Depth >= search.Limits.Steps || path is { IsOpen: false, IsComplete: false })
                continue;
            if (tokens >= _thinkingTokens || (path.IsComplete && thought.Ignored == _continuations))
                ready.Add(search.Append(path, EndsThinking(path) ? _answerText : _endOfThinking + _answerText));
            else if (path.IsComplete)
                next.Add(new(search.Append(path, _continuationText, replacing: _endOfThinking), tokens, thought.Ignored + 1));
            else
                next.Add(new(path, tokens, thought.Ignored));
        }

        return next;
    }

    private bool EndsThinking(ReasoningPath path) => _endOfThinking.Length > 0 && path.Step!.Text.EndsWith(_endOfThinking, StringComparison.Ordinal);

    private static IEnumerable<(Thought Thought, ReasoningPath Path)> Pair(List<Thought> thoughts, IReadOnlyList<ScoredPath> children)
    {
        var waiting = thoughts.GroupBy(thought => thought.Path).ToDictionary(group => group.Key, group => new Queue<Thought>(group));
        return [.. children.Select(child => (waiting[child.Path.Parent!].Dequeue(), child.Path))];
    }

    private sealed record Thought(ReasoningPath Path, int Tokens, int Ignored);
}
