using System.Text.Json;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.DeepConf;

/// <summary>Whole online runs. Full groups are rounded to three digits before they are compared, as the peer does; a trace shorter than a group is not.</summary>
internal sealed class OnlineRunsFixture : IStrategyFixture
{
    private const double Tolerance = 1e-9;

    public string File => "deepconf/online_runs.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var (size, warmUp) = (input.Integer("group_size"), input.Integer("warmup"));
        var traces = input.GetProperty("traces").EnumerateArray().Take(input.Integer("budget"))
            .Select(trace => (Confidences: trace.GetProperty("confidences").Numbers(), Answer: trace.GetProperty("answer").GetString())).ToArray();
        var first = traces[..warmUp].Select(trace => Lowest(trace.Confidences, size)).ToArray();
        Expect.Close("warm-up groups", first, expected.GetProperty("warmup_lowest_groups").Numbers(), Tolerance);
        var threshold = GroupConfidence.Threshold(first, input.GetProperty("keep_percent").GetDouble() / 100);
        Expect.Close("threshold", threshold, expected.GetProperty("threshold").Number(), Tolerance);

        var voters = Enumerable.Range(0, warmUp).Where(index => first[index] >= threshold).Select(index => (traces[index].Answer, Weight: first[index])).ToList();
        var later = new List<(double[] Tokens, double Lowest)>();
        foreach (var (confidences, answer) in traces[warmUp..])
        {
            var end = GroupConfidence.FirstBelow(confidences, size, threshold) is { } token ? token + 1 : confidences.Length;
            var lowest = Lowest(confidences[..end], size);
            later.Add((confidences[..end], lowest));
            if (!(lowest < threshold))
                voters.Add((end == confidences.Length ? answer : null, lowest));
        }

        voters.RemoveAll(voter => string.IsNullOrEmpty(voter.Answer));
        Expect.Close("later groups", [.. later.Select(trace => trace.Lowest)], expected.GetProperty("later_lowest_groups").Numbers(), Tolerance);
        GoldenSequence.Same("later tokens", later.Select(trace => trace.Tokens.Length), expected.GetProperty("later_tokens").Integers());
        GoldenSequence.Same("later dropped", later.Select(trace => trace.Lowest < threshold), expected.GetProperty("later_dropped").EnumerateArray().Select(item => item.GetBoolean()));
        GoldenSequence.Same("voting answers", voters.Select(voter => voter.Answer), expected.GetProperty("voting_answers").EnumerateArray().Select(item => item.GetString()));
        Expect.Close("voting weights", [.. voters.Select(voter => voter.Weight)], expected.GetProperty("voting_weights").Numbers(), Tolerance);
        Expect.Equal("answer", FilterAndVoteFixture.FirstHeaviest([.. voters]), expected.GetProperty("answer").GetString());
        Expect.Equal("tokens", traces[..warmUp].Sum(trace => trace.Confidences.Length) + later.Sum(trace => trace.Tokens.Length), expected.Integer("total_tokens"));
    });

    private static double Lowest(double[] confidences, int size)
    {
        var lowest = GroupConfidence.Lowest(confidences, size);
        return confidences.Length < size ? lowest : Math.Round(lowest, 3);
    }
}
