using System.Globalization;
using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Selection;
using InferenceScaling.Stopping;
using InferenceScaling.Verification;

namespace InferenceScaling.Samples.TrainLedger.Card;

/// <summary>Measures a pair on held-out problems: every strategy on the same problems, and paths that are drawn once and chosen from in every way.</summary>
internal sealed class PairStudy(LedgerModel model, LedgerVerifier verifier, IReadOnlyList<LedgerProblem> problems, Action<string> show)
{
    public const int Scored = 16;
    private const int Batch = 25;
    private static readonly int[] Votes = [4, 16, 64];
    private static readonly int[] Choices = [4, Scored];

    private readonly string[] _answers = [.. problems.Select(problem => problem.Answer.ToString(CultureInfo.InvariantCulture))];
    private readonly List<Row> _rows = [];

    public IReadOnlyList<LedgerProblem> Problems => problems;

    public IReadOnlyList<Row> Rows => _rows;

    /// <summary>The first 16 paths of every problem, scored by the verifier.</summary>
    public List<ScoredSample[]> Samples { get; } = [];

    public Row this[string name] => _rows.Single(row => row.Name == name);

    public async Task RunAsync(int deep, IReadOnlyList<int> widths, IReadOnlyList<int> exactWidths)
    {
        await SolveAsync("greedy", Prepare().UseGreedy());
        await SampleAsync(deep);
        foreach (var width in widths)
            await SolveAsync($"REBASE {width}", Prepare().WithVerifier(verifier).UseRewardBalancedTreeSearch(o => o.Width = width));
        foreach (var width in exactWidths)
            await SolveAsync($"REBASE {width}, exact verifier", Prepare().WithVerifier(new LedgerStepVerifier()).UseRewardBalancedTreeSearch(o => o.Width = width));
    }

    private ReasonerBuilder Prepare() => Reasoner.For(model).Answering(AnswerDomain.Number);

    private async Task SolveAsync(string name, ReasonerBuilder builder)
    {
        using var reasoner = builder.Build();
        var results = await AllAsync(name, reasoner);
        Add(name, [.. results.Select((result, index) => result.CanonicalAnswer == _answers[index])], results.Average(result => (double)result.Usage.Tokens.Generated));
    }

    private async Task<List<ReasoningResult>> AllAsync(string name, IReasoner reasoner)
    {
        var results = new List<ReasoningResult>();
        foreach (var batch in problems.Chunk(Batch))
        {
            var first = results.Count;
            results.AddRange(await Task.WhenAll(batch.Select((problem, index) => reasoner.ReasonAsync(new() { Prompt = problem.Problem, Seed = (ulong)(first + index) }))));
            show($"{name}: {results.Count} of {problems.Count}");
        }

        return results;
    }

    private async Task SampleAsync(int deep)
    {
        using var sampling = Prepare().UseSelfConsistency(o => o.Samples = deep).Build();
        var results = await AllAsync($"{deep} samples", sampling);
        var candidates = results.ConvertAll(result => result.Candidates.OrderBy(Sample).ToArray());
        var tokens = results.Average(result => (double)result.Usage.Tokens.Generated) / deep;
        Add("one sample, mean", [.. candidates.SelectMany((paths, index) => paths.Select(path => path.CanonicalAnswer == _answers[index]))], tokens);
        foreach (var count in Votes.Where(count => count <= deep))
            Choose($"majority of {count}", AnswerSelector.Majority, candidates.ConvertAll(paths => paths[..count]), tokens * count);

        if (deep > Scored)
        {
            var recorded = new RecordedSamples(problems.Zip(candidates).ToDictionary(pair => pair.First.Problem, pair => pair.Second));
            await SolveAsync($"adaptive consistency, at most {deep}", Reasoner.For(recorded).Answering(AnswerDomain.Number).UseSelfConsistency(o => o.Samples = deep).StopWhen(Stop.AdaptiveConsistency()));
        }

        for (var index = 0; index < problems.Count; index++)
        {
            Samples.Add(await Task.WhenAll(candidates[index].Take(Scored).Select(candidate => ScoreAsync(index, candidate))));
            show($"scoring: {index + 1} of {problems.Count}");
        }

        foreach (var count in Choices)
        {
            Choose($"best of {count}", AnswerSelector.BestOfN, By(sample => sample.Product, count), tokens * count);
            Choose($"weighted vote of {count}", AnswerSelector.WeightedVote, By(sample => sample.Product, count), tokens * count);
        }

        Choose($"best of {Scored}, generator's confidence", AnswerSelector.BestOfN, By(sample => sample.Confidence, Scored), tokens * Scored);
        Choose($"best of {Scored}, weak verifier", AnswerSelector.BestOfN, By(sample => sample.Weak, Scored), tokens * Scored);
        Choose($"best of {Scored}, exact verifier", AnswerSelector.BestOfN, By(sample => sample.Exact.All(step => step.Verdict == Ledger.Derivations.LedgerVerdict.Ok) ? 1 : 0, Scored), tokens * Scored);
    }

    private List<ReasoningCandidate[]> By(Func<ScoredSample, double> score, int count) =>
        Samples.ConvertAll(samples => samples.Take(count).Select(sample => sample.Candidate with { Score = score(sample) }).ToArray());

    private void Choose(string name, AnswerSelector selector, List<ReasoningCandidate[]> candidates, double tokens) =>
        Add(name, [.. candidates.Select((paths, index) => selector.Select(paths, (ulong)index)?.Candidate.CanonicalAnswer == _answers[index])], tokens);

    private async Task<ScoredSample> ScoreAsync(int index, ReasoningCandidate candidate)
    {
        var scores = await verifier.ScoreAsync(candidate.Path);
        for (var node = candidate.Path; node.Step is not null; node = node.Parent!)
            verifier.Release(node);
        var confidence = await new ConfidenceVerifier().ScoreAsync(candidate.Path);
        return new(candidate, candidate.CanonicalAnswer == _answers[index], scores.Values, new LedgerStepVerifier().Judge(candidate.Path), confidence.Values.Average());
    }

    private static int Sample(ReasoningCandidate candidate)
    {
        var node = candidate.Path;
        while (node.Depth > 1)
            node = node.Parent!;
        return node.Ordinal;
    }

    private void Add(string name, bool[] right, double tokens)
    {
        _rows.Add(new(name, right, tokens));
        show($"{name}: {_rows[^1].Accuracy:P1} with {tokens:N0} tokens");
    }
}
