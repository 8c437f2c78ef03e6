using System.Text.Json;
using InferenceScaling.Stopping;

namespace InferenceScaling.Conformance.Strategies.AdaptiveConsistency;

/// <summary>Early-stopping self-consistency. The peer answers with the unanimous window, or with the first majority of all full windows.</summary>
internal sealed class EscWindowsFixture : IStrategyFixture
{
    public string File => "adaptive_consistency/esc_windows.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var window = input.Integer("window");
        var most = input.Integer("max_samples");
        var answers = input.GetProperty("answers").Answers().Take(most - (most % window)).ToArray();
        var end = UnanimousWindow.FindEnd(answers, window);
        Expect.Equal("stopped early", end is not null, expected.GetProperty("stopped_early").GetBoolean());
        Expect.Equal("samples", end ?? answers.Length, expected.Integer("samples_used"));
        Expect.Equal("answer", end is { } last ? answers[last - 1] : FixtureVotes.FirstMajority(answers), expected.GetProperty("answer").GetString());
        if (window > 1)
            Expect.Equal("samples of the rule", FixtureVotes.StopsAt(Stop.UnanimousWindow(window), answers), end ?? answers.Length);
    });
}
