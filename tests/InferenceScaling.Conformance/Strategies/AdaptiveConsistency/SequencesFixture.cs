using System.Text.Json;
using InferenceScaling.Stopping;

namespace InferenceScaling.Conformance.Strategies.AdaptiveConsistency;

/// <summary>Where each rule stops a sequence of samples, and the answer it stops with.</summary>
internal sealed class SequencesFixture : IStrategyFixture
{
    public string File => "adaptive_consistency/sequences.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var answers = input.GetProperty("answers").Answers().Take(input.Integer("max_samples")).ToArray();
        var thresholds = input.GetProperty("thresholds");
        foreach (var rule in expected.EnumerateObject())
        {
            var threshold = thresholds.GetProperty(rule.Name.Split('_')[0]).GetDouble();
            var samples = FixtureVotes.StopsAt(Rule(rule.Name, threshold), answers);
            Expect.Equal($"samples of {rule.Name}", samples, rule.Value.Integer("samples_used"));
            Expect.Equal($"answer of {rule.Name}", FixtureVotes.FirstMajority(answers.Take(samples)), rule.Value.GetProperty("answer").GetString());
        }
    });

    private static IStoppingRule Rule(string name, double threshold) => name switch
    {
        "beta" => Stop.AdaptiveConsistency(threshold),
        "dirichlet_exact" => Stop.DirichletConsistency(threshold),
        "majority" => Stop.MajorityShare(threshold),
        "entropy" => Stop.Entropy(threshold),
        _ => throw new ConformanceException($"There is no rule '{name}'."),
    };
}
