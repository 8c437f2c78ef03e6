using System.Text.Json;
using InferenceScaling.Conformance.Strategies.AdaptiveConsistency;
using InferenceScaling.Selection;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.DeepConf;

/// <summary>The offline filter and votes. The library breaks ties by lot; the peer takes the answer seen first.</summary>
internal sealed class FilterAndVoteFixture : IStrategyFixture
{
    public string File => "deepconf/filter_and_vote.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var traces = input.GetProperty("traces").EnumerateArray().Select(trace => (Confidences: trace.GetProperty("confidences").Numbers(), Answer: trace.GetProperty("answer").GetString())).ToArray();
        var measures = new Dictionary<string, Func<double[], double>>
        {
            ["mean"] = tokens => GroupConfidence.Mean(tokens),
            ["tail"] = tokens => GroupConfidence.Tail(tokens, input.Integer("tail")),
            ["bottom_window"] = tokens => GroupConfidence.Bottom(tokens, input.Integer("window"), input.GetProperty("bottom_fraction").GetDouble()),
            ["min_window"] = tokens => GroupConfidence.Lowest(tokens, input.Integer("window")),
        };
        foreach (var kept in expected.GetProperty("kept_by_filter").EnumerateObject())
        {
            var parts = kept.Name.Split('@');
            var confidences = traces.Select(trace => measures[parts[0]](trace.Confidences)).ToArray();
            GoldenSequence.Same(kept.Name, GroupConfidence.Keep(confidences, double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)), kept.Value.Integers());
        }

        foreach (var vote in expected.GetProperty("votes").EnumerateObject())
            CheckVote(vote, traces, measures);
    });

    private static void CheckVote(JsonProperty vote, (double[] Confidences, string? Answer)[] traces, Dictionary<string, Func<double[], double>> measures)
    {
        var measure = measures.Keys.FirstOrDefault(name => vote.Name.Contains(name, StringComparison.Ordinal));
        var voters = traces.Where(trace => !string.IsNullOrEmpty(trace.Answer)).Select(trace => (trace.Answer, Weight: measure is null ? 1 : measures[measure](trace.Confidences))).ToArray();
        if (vote.Name.StartsWith("top10_", StringComparison.Ordinal))
            voters = [.. GroupConfidence.Keep([.. voters.Select(voter => voter.Weight)], 0.1).Select(index => voters[index])];
        if (vote.Value.ValueKind == JsonValueKind.Null)
        {
            Expect.Equal($"voters of {vote.Name}", voters.Length, 0);
            return;
        }

        Expect.Equal($"answer of {vote.Name}", FirstHeaviest(voters), vote.Value.GetProperty("answer").GetString());
        Expect.Equal($"votes of {vote.Name}", voters.Length, vote.Value.Integer("num_votes"));
        if (measure is not null && vote.Value.GetProperty("mean_confidence") is { ValueKind: not JsonValueKind.Null } mean)
            Expect.Close($"mean confidence of {vote.Name}", voters.Average(voter => voter.Weight), mean.Number(), 1e-9);
    }

    /// <summary>The library's weighted vote, its tie broken as the peer does.</summary>
    public static string? FirstHeaviest((string? Answer, double Weight)[] voters)
    {
        if (AnswerSelector.WeightedVote.Select([.. voters.Select((voter, index) => FixtureVotes.Candidate(index, voter.Answer, voter.Weight))], seed: 0) is not { } choice)
            return null;
        var winners = choice.Votes.Where(answer => answer.Weight == choice.Votes[0].Weight).Select(answer => answer.CanonicalAnswer).ToHashSet();
        return voters.First(voter => winners.Contains(voter.Answer!)).Answer;
    }
}
