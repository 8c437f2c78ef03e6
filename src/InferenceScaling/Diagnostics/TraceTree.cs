using InferenceScaling.Budgets;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Diagnostics;

/// <summary>What every picture of a search needs to know of its result.</summary>
internal static class TraceTree
{
    /// <summary>The places of the path that gave the answer.</summary>
    public static HashSet<string> ChosenPlaces(ReasoningResult result)
    {
        var places = new HashSet<string>(StringComparer.Ordinal);
        for (var place = ChosenCandidate(result)?.Place ?? ""; place.Length > 0; place = ParentOf(place))
            places.Add(place);
        return places;
    }

    /// <summary>The candidate that gave the answer.</summary>
    public static ReasoningCandidate? ChosenCandidate(ReasoningResult result) => result.Candidates.FirstOrDefault(
        candidate => candidate.CanonicalAnswer is not null && candidate.CanonicalAnswer == result.CanonicalAnswer && candidate.Text == result.Text);

    public static string ParentOf(string place) => place.LastIndexOf('.') is var cut and >= 0 ? place[..cut] : "";

    /// <summary>Why the search ended, and what else was decided on the way.</summary>
    public static IReadOnlyList<string> Decisions(ReasoningResult result) => [Ending(result), .. result.Notes];

    /// <summary>Whether the decisions say more than that the strategy did all it meant to do.</summary>
    public static bool HasDecisions(ReasoningResult result) => result.Finish != ReasoningFinish.Completed || !result.Notes.IsEmpty;

    private static string Ending(ReasoningResult result) => result.Finish switch
    {
        ReasoningFinish.Stopped => result.StopReason ?? "stopped by the stopping rule",
        ReasoningFinish.BudgetExhausted => Cut("the budget was spent", result.Limit),
        ReasoningFinish.TimeExpired => Cut("the time was up", result.Limit),
        ReasoningFinish.Cancelled => "cut: the caller cancelled",
        _ => "the strategy did all it meant to do",
    };

    private static string Cut(string why, ReachedLimit? limit) => limit is null ? $"cut: {why}" : $"cut: {why}: {limit.Description}";
}
