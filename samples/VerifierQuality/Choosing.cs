using InferenceScaling.Evaluation.Intervals;
using InferenceScaling.Evaluation.Verifiers;
using InferenceScaling.Reasoning;
using InferenceScaling.Selection;

namespace VerifierQuality;

/// <summary>The same scored candidates, chosen from in three ways, and what searches solved of the same problems.</summary>
internal sealed class Choosing
{
    public const string Majority = "majority";
    public const string BestOfN = "best-of-N";
    public const string WeightedVote = "weighted vote";
    public const string Rebase = "REBASE";

    private static readonly (string Name, AnswerSelector Selector)[] Selectors =
        [(Majority, AnswerSelector.Majority), (BestOfN, AnswerSelector.BestOfN), (WeightedVote, AnswerSelector.WeightedVote)];

    private readonly List<LabelledPath> _paths = [];
    private readonly Dictionary<string, List<bool>> _right = Selectors.ToDictionary(selector => selector.Name, _ => new List<bool>());

    /// <summary>Adds a problem's candidates.</summary>
    public void Add(string problem, string answer, IReadOnlyList<ReasoningCandidate> candidates, ulong seed)
    {
        foreach (var candidate in candidates)
            _paths.Add(new(problem, candidate.Score ?? 0, candidate.CanonicalAnswer == answer));
        foreach (var (name, selector) in Selectors)
            _right[name].Add(selector.Select(candidates, seed)?.Candidate.CanonicalAnswer == answer);
    }

    /// <summary>Adds what a search solved: of each problem once, in the order of the first to be added.</summary>
    public void Add(string search, IReadOnlyList<bool> right) => _right[search] = [.. right];

    public QualityPoint ToPoint() => new(
        VerifierHealth.Measure(_paths).WithinProblem ?? throw new InvalidOperationException("No problem has both right and wrong paths; measure more problems."),
        _right.ToDictionary(item => item.Key, item => item.Value.Average(isRight => isRight ? 1.0 : 0)),
        _right.ToDictionary(item => item.Key, item => Gain(item.Value)));

    // Over problems, by the first draw of noise: further draws are no further problems.
    private PairedComparison Gain(List<bool> right)
    {
        var problems = _right.Values.Min(list => list.Count);
        return PairedComparison.Of([.. right.Take(problems)], [.. _right[Majority].Take(problems)]);
    }
}
