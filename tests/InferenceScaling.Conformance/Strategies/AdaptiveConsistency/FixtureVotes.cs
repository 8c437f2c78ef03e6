using System.Text.Json;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Stopping;

namespace InferenceScaling.Conformance.Strategies.AdaptiveConsistency;

/// <summary>Candidates whose answers a fixture gives.</summary>
internal static class FixtureVotes
{
    private static readonly ReasoningPath Root = ReasoningPath.Root("fixture", 0);

    public static ReasoningCandidate Candidate(int ordinal, string? answer, double? score = null) => new()
    {
        Path = Root.Extend(ordinal, new() { Text = answer ?? "", Finish = StepFinish.EndOfText }),
        Answer = answer,
        CanonicalAnswer = answer,
        Score = score,
    };

    /// <summary>Candidates with the answers 0, 1, … as often as the counts say.</summary>
    public static CandidatePrefix FromCounts(int[] counts) =>
        new(counts.SelectMany((count, answer) => Enumerable.Repeat($"{answer}", count)).Select((answer, index) => Candidate(index, answer)));

    /// <summary>The first prefix of answers at which a rule stops; all of them if it never does.</summary>
    public static int StopsAt(IStoppingRule rule, string?[] answers)
    {
        var prefix = new CandidatePrefix();
        for (var index = 0; index < answers.Length; index++)
        {
            prefix.Add(Candidate(index, answers[index]));
            if (rule.Decide(prefix).ShouldStop)
                return prefix.Count;
        }

        return answers.Length;
    }

    /// <summary>The most frequent answer; of equal ones the first seen, as the peers' counters do.</summary>
    public static string? FirstMajority(IEnumerable<string?> answers) =>
        answers.GroupBy(answer => answer).MaxBy(group => group.Count())?.Key;

    public static string?[] Answers(this JsonElement element) => [.. element.EnumerateArray().Select(answer => answer.GetString())];
}
