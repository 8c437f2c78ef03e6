using InferenceScaling.Reasoning;

namespace InferenceScaling.Selection;

/// <summary>The candidate with the highest mean similarity to the others.</summary>
internal sealed class MinimumBayesRiskSelector(Func<string, string, double> similarity) : AnswerSelector
{
    private readonly Func<string, string, double> _similarity = similarity ?? throw new ArgumentNullException(nameof(similarity));

    public override string ToString() => "minimum Bayes risk";

    protected override AnswerChoice SelectCore(IReadOnlyList<ReasoningCandidate> candidates, ulong seed)
    {
        var expected = ExpectedSimilarities(candidates);
        var winner = Enumerable.Range(0, candidates.Count)
            .OrderByDescending(index => expected[index])
            .ThenBy(index => AnswerTally.Lot(candidates[index].CanonicalAnswer!, seed))
            .First();
        var weights = new Dictionary<ReasoningCandidate, double>(ReferenceEqualityComparer.Instance);
        for (var index = 0; index < candidates.Count; index++)
            weights[candidates[index]] = Math.Max(expected[index], 0);
        var votes = AnswerTally.Count(candidates, candidate => weights[candidate], seed);
        return AnswerTally.Choose(candidates, votes, candidates[winner]);
    }

    private double[] ExpectedSimilarities(IReadOnlyList<ReasoningCandidate> candidates)
    {
        if (candidates.Count == 1)
            return [1];
        var texts = candidates.Select(static candidate => candidate.Text).ToArray();
        var expected = new double[texts.Length];
        for (var left = 0; left < texts.Length; left++)
        {
            for (var right = left + 1; right < texts.Length; right++)
            {
                var value = _similarity(texts[left], texts[right]);
                if (!double.IsFinite(value))
                    throw new InvalidOperationException($"The similarity of candidates {candidates[left].Place} and {candidates[right].Place} is {value}; it must be finite.");
                expected[left] += value / (texts.Length - 1);
                expected[right] += value / (texts.Length - 1);
            }
        }

        return expected;
    }
}
