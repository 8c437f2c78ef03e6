using System.Globalization;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Stopping;

/// <summary>Asks the rule of one request about each longer prefix of its candidates, and remembers the first that is enough.</summary>
internal sealed class StoppingMonitor(IStoppingRule rule)
{
    private readonly CandidatePrefix _prefix = [];

    /// <summary>Why the search stopped; null while it goes on.</summary>
    public string? Reason { get; private set; }

    /// <summary>Number of candidates the rule has seen.</summary>
    public int Seen => _prefix.Count;

    /// <summary>The candidates up to the stopping point.</summary>
    public IReadOnlyList<ReasoningCandidate> Kept => _prefix;

    public int WarmUp => rule.WarmUp;

    /// <summary>Shows the rule what ended since the last time.</summary>
    /// <param name="ended">Candidates in path order.</param>
    /// <param name="planned">Candidates the strategy would make in all; 0 if it does not know.</param>
    public void Observe(IReadOnlyList<ReasoningCandidate> ended, int planned)
    {
        foreach (var candidate in ended)
        {
            if (Reason is not null)
                return;
            _prefix.Add(candidate);
            if (rule.Decide(_prefix) is { ShouldStop: true } decision)
                Reason = string.Create(CultureInfo.InvariantCulture, $"stopped after {_prefix.Count}{(planned > 0 ? $" of {planned}" : "")}: {decision.Reason}");
        }
    }

    /// <summary>Whether a path is not worth going on with. Safe to ask from several paths at once: the prefix changes between batches only.</summary>
    public bool Abandons(ReasoningPath path) => path.IsOpen && rule.Abandons(path, _prefix);
}
