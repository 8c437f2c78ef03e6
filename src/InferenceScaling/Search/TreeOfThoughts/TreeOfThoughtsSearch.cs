using System.Globalization;
using InferenceScaling.Paths;
using InferenceScaling.Selection;

namespace InferenceScaling.Search.TreeOfThoughts;

/// <summary>
/// Tree of thoughts (Yao et al. 2023, "Tree of Thoughts: Deliberate Problem Solving with Large Language Models").
/// The model proposes thoughts and then judges them itself, by value or by vote; the best go on:
/// a search that needs no trained verifier where the model can tell a dead end.
/// </summary>
/// <param name="options">Valid options.</param>
public sealed class TreeOfThoughtsSearch(TreeOfThoughtsOptions options) : SearchStrategy
{
    private readonly ThoughtOrder _order = (options ?? throw new ArgumentNullException(nameof(options))).Order;
    private readonly ThoughtJudge _judge = options.Judge;
    private readonly int _breadth = options.Breadth;
    private readonly int _branching = options.Branching;
    private readonly int _judgements = options.Judgements;
    private readonly int _expansions = options.Expansions;
    private readonly double _pruneBelow = options.PruneBelow;
    private readonly string _valuePrompt = options.ValuePrompt;
    private readonly string _votePrompt = options.VotePrompt;

    /// <inheritdoc/>
    public override string Name => "tree of thoughts";

    /// <inheritdoc/>
    public override bool RequiresVerifier => _judge == ThoughtJudge.Verifier;

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => RequiresVerifier ? AnswerSelector.BestOfN : AnswerSelector.Majority;

    /// <inheritdoc/>
    public override Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        return _order == ThoughtOrder.BreadthFirst ? BreadthFirstAsync(search) : DepthFirstAsync(search);
    }

    private async Task BreadthFirstAsync(SearchContext search)
    {
        List<ReasoningPath> level = [search.Root];
        var expansions = 0;
        while (level.Count > 0 && expansions < _expansions && !search.ShouldStop)
        {
            expansions += level.Count;
            var thoughts = await ThinkAsync(search, level).ConfigureAwait(false);
            level = [.. ScoreOrder.Descending(thoughts).Take(_breadth).Select(index => thoughts[index].Path)];
            foreach (var pruned in thoughts.Where(thought => !level.Contains(thought.Path)))
                search.Release(pruned.Path);
        }

        if (!search.ShouldStop)
            await search.RolloutAsync([.. level.Select(path => new Expansion(path, 1))]).ConfigureAwait(false);
    }

    private async Task DepthFirstAsync(SearchContext search)
    {
        var stack = new Stack<ReasoningPath>([search.Root]);
        var pruned = new Stack<ReasoningPath>();
        for (var expansions = 0; expansions < _expansions && !search.ShouldStop && search.Candidates.Count < _breadth && stack.TryPop(out var next); expansions++)
        {
            var thoughts = await ThinkAsync(search, [next]).ConfigureAwait(false);
            foreach (var index in ScoreOrder.Descending(thoughts).Reverse())
                (thoughts[index].Score >= _pruneBelow ? stack : pruned).Push(thoughts[index].Path);
        }

        // Where every thought looks like a dead end, an answer is still better than none.
        if (!search.ShouldStop && search.Candidates.Count == 0 && (stack.TryPop(out var tip) || pruned.TryPop(out tip)))
            await search.RolloutAsync(tip, width: 1).ConfigureAwait(false);
    }

    private async Task<List<ScoredPath>> ThinkAsync(SearchContext search, List<ReasoningPath> level)
    {
        var children = await search.ExpandAsync([.. level.Select(path => new Expansion(path, _branching))], score: _judge == ThoughtJudge.Verifier).ConfigureAwait(false);
        foreach (var path in level)
            search.Release(path);
        var open = children.Where(child => !child.HasEnded).ToList();
        if (open.Count == 0 || _judge == ThoughtJudge.Verifier)
            return open;
        var values = _judge == ThoughtJudge.Value ? await ValuesAsync(search, open).ConfigureAwait(false) : await VotesAsync(search, open).ConfigureAwait(false);
        return [.. open.Select((thought, index) => thought with { Score = values[index] })];
    }

    // Equal texts are judged once; the copies are worth nothing, as in the paper.
    private async Task<double[]> ValuesAsync(SearchContext search, List<ScoredPath> thoughts)
    {
        var texts = thoughts.Select(thought => thought.Path.Text).ToList();
        var distinct = texts.Distinct(StringComparer.Ordinal).ToList();
        var judged = await AskAsync(search, [.. distinct.Select(text => Fill(_valuePrompt, search, "{thoughts}", text))]).ConfigureAwait(false);
        return [.. texts.Select((text, index) => texts.IndexOf(text) < index ? 0 : judged[distinct.IndexOf(text)].Sum(ThoughtVerdict.Value) / (_judgements * ThoughtVerdict.Sure))];
    }

    private async Task<double[]> VotesAsync(SearchContext search, List<ScoredPath> thoughts)
    {
        var choices = string.Join('\n', thoughts.Select((thought, index) => string.Create(CultureInfo.InvariantCulture, $"Choice {index + 1}:\n{thought.Path.Text}\n")));
        var votes = new double[thoughts.Count];
        foreach (var vote in (await AskAsync(search, [Fill(_votePrompt, search, "{choices}", choices)]).ConfigureAwait(false))[0])
        {
            if (ThoughtVerdict.Choice(vote, thoughts.Count) is { } choice)
                votes[choice] += 1.0 / _judgements;
        }

        return votes;
    }

    private async Task<List<string?[]>> AskAsync(SearchContext search, IReadOnlyList<Prompt> prompts)
    {
        var answers = await search.AskAsync([.. prompts.SelectMany(prompt => Enumerable.Repeat(prompt, _judgements))]).ConfigureAwait(false);
        return [.. answers.Chunk(_judgements)];
    }

    private static Prompt Fill(string template, SearchContext search, string place, string text) =>
        Prompt.FromString(template.Replace("{question}", search.Root.Prompt.ToString(), StringComparison.Ordinal).Replace(place, text, StringComparison.Ordinal));
}
