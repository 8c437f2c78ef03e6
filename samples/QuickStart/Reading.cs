using System.Globalization;
using InferenceScaling.Ledger;
using InferenceScaling.Reasoning;
using InferenceScaling.Selection;

namespace QuickStart;

/// <summary>One line of the table: an answer read off a search, and what it cost.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Selector">Chooses among the first paths; null for the search's own choice.</param>
/// <param name="Paths">How many of the search's paths it may see; 0 for all.</param>
internal sealed record Reading(string Name, AnswerSelector? Selector = null, int Paths = 0)
{
    private readonly List<bool> _right = [];
    private double _tokens;

    /// <summary>Right or wrong, problem by problem.</summary>
    public IReadOnlyList<bool> Right => _right;

    public double Accuracy => _right.Average(isRight => isRight ? 1.0 : 0);

    /// <summary>Generated tokens a problem.</summary>
    public double Tokens => _tokens / _right.Count;

    /// <summary>Wall time of the search it was read off, over all problems.</summary>
    public TimeSpan Elapsed { get; private set; }

    public void Add(ReasoningResult result, LedgerProblem problem, ulong seed, TimeSpan elapsed)
    {
        var seen = Paths == 0 ? result.Candidates : [.. result.Candidates.OrderBy(Sample).Take(Paths)];
        var answer = Selector is null ? result.CanonicalAnswer : Selector.Select(seen, seed)?.Candidate.CanonicalAnswer;
        _right.Add(answer == problem.Answer.ToString(CultureInfo.InvariantCulture));
        _tokens += result.Usage.Tokens.Generated * (double)seen.Length / result.Candidates.Length;
        Elapsed = elapsed;
    }

    public string[] ToRow()
    {
        var error = 1.96 * Math.Sqrt(Accuracy * (1 - Accuracy) / _right.Count);
        return [Name, $"{Accuracy:P1}", $"± {100 * error:F1}", $"{Tokens:N0}", $"{Elapsed.TotalSeconds:F1}"];
    }

    // Which of the samples a path began as.
    private static int Sample(ReasoningCandidate candidate)
    {
        var node = candidate.Path;
        while (node.Depth > 1)
            node = node.Parent!;
        return node.Ordinal;
    }
}
