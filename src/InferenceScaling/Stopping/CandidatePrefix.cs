using System.Collections;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Stopping;

/// <summary>The first candidates of a search, in path order, with a running count of their answers: what a stopping rule sees.</summary>
/// <remarks>Whole candidates with an answer are counted; a cut path or a failed extraction is no vote. Not thread-safe.</remarks>
public sealed class CandidatePrefix : IReadOnlyList<ReasoningCandidate>
{
    private readonly List<ReasoningCandidate> _candidates = [];
    private readonly List<(string Answer, int Count)> _ranking = [];
    private readonly Dictionary<string, int> _ranks = new(StringComparer.Ordinal);
    private readonly List<int> _counts = [];

    /// <summary>A prefix of candidates.</summary>
    /// <param name="candidates">Candidates in path order.</param>
    public CandidatePrefix(params IEnumerable<ReasoningCandidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        foreach (var candidate in candidates)
            Add(candidate);
    }

    /// <summary>Number of candidates, with and without an answer.</summary>
    public int Count => _candidates.Count;

    /// <summary>Number of whole candidates with an answer.</summary>
    public int Votes { get; private set; }

    /// <summary>How many candidates gave each answer, largest first.</summary>
    public IReadOnlyList<int> AnswerCounts => _counts;

    /// <summary>The canonical form of a most frequent answer; null if there is none.</summary>
    public string? Leader => _ranking.Count == 0 ? null : _ranking[0].Answer;

    /// <summary>Candidates with the most frequent answer.</summary>
    public int LeaderCount => _counts.Count == 0 ? 0 : _counts[0];

    /// <summary>Candidates with the second answer.</summary>
    public int RunnerUpCount => _counts.Count < 2 ? 0 : _counts[1];

    /// <summary>The candidate at a place.</summary>
    /// <param name="index">From zero.</param>
    public ReasoningCandidate this[int index] => _candidates[index];

    /// <summary>Appends the next candidate.</summary>
    /// <param name="candidate">A candidate that comes after the others in path order.</param>
    public void Add(ReasoningCandidate candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        _candidates.Add(candidate);
        if (!IsVote(candidate))
            return;
        Votes++;
        if (!_ranks.TryGetValue(candidate.CanonicalAnswer!, out var rank))
        {
            rank = _ranking.Count;
            _ranking.Add((candidate.CanonicalAnswer!, 0));
            _counts.Add(0);
        }

        Increment(rank);
    }

    /// <inheritdoc/>
    public IEnumerator<ReasoningCandidate> GetEnumerator() => _candidates.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether a candidate counts.</summary>
    internal static bool IsVote(ReasoningCandidate candidate) => candidate is { CanonicalAnswer: not null, IsCut: false };

    // Keeps the ranking sorted: the answer swaps places with the first one of its old count.
    private void Increment(int rank)
    {
        var (answer, count) = _ranking[rank];
        var place = rank;
        while (place > 0 && _counts[place - 1] == count)
            place--;
        _ranking[rank] = _ranking[place];
        _ranks[_ranking[rank].Answer] = rank;
        _ranking[place] = (answer, count + 1);
        _ranks[answer] = place;
        _counts[rank] = count;
        _counts[place] = count + 1;
    }
}
