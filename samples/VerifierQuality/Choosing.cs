using InferenceScaling.Evaluation.Verifiers;
using InferenceScaling.Reasoning;
using InferenceScaling.Selection;

namespace VerifierQuality;

/// <summary>The same scored candidates, chosen from in three ways.</summary>
internal sealed class Choosing
{
    public const string Majority = "majority";
    public const string BestOfN = "best-of-N";
    public const string WeightedVote = "weighted vote";
    public const string Rebase = "REBASE";

    private static readonly (string Name, AnswerSelector Selector)[] Selectors =
        [(Majority, AnswerSelector.Majority), (BestOfN, AnswerSelector.BestOfN), (WeightedVote, AnswerSelector.WeightedVote)];

    private readonly List<LabelledPath> _paths = [];
    private readonly Dictionary<string, int> _right = Selectors.ToDictionary(selector => selector.Name, _ => 0);
    private int _problems;

    /// <summary>Adds a problem's candidates.</summary>
    public void Add(string problem, string answer, IReadOnlyList<ReasoningCandidate> candidates, ulong seed)
    {
        _problems++;
        foreach (var candidate in candidates)
            _paths.Add(new(problem, candidate.Score ?? 0, candidate.CanonicalAnswer == answer));
        foreach (var (name, selector) in Selectors)
            _right[name] += selector.Select(candidates, seed)?.Candidate.CanonicalAnswer == answer ? 1 : 0;
    }

    public QualityPoint ToPoint() => new(
        VerifierHealth.Measure(_paths).WithinProblem ?? throw new InvalidOperationException("No problem has both right and wrong paths; measure more problems."),
        _right.ToDictionary(item => item.Key, item => (double)item.Value / _problems));
}
