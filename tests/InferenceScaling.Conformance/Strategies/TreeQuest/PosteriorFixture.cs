using System.Text.Json;
using InferenceScaling.Search.AdaptiveBranching;

namespace InferenceScaling.Conformance.Strategies.TreeQuest;

/// <summary>Conjugate updates.</summary>
internal sealed class PosteriorFixture : IStrategyFixture
{
    public string File => "treequest/posterior.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var posterior = Prior(input, average: null);
        foreach (var observation in input.GetProperty("observations").Numbers())
            posterior.Observe(observation);
        Check("posterior", posterior, expected.GetProperty("posterior"), 1e-12);
    });

    internal static Posterior Prior(JsonElement input, double? average)
    {
        var given = input.GetProperty("prior");
        double Given(string name, double otherwise) => given.ValueKind == JsonValueKind.Object && given.TryGetProperty(name, out var value) ? value.Number() : otherwise;
        return input.GetProperty("dist_type").GetString() == "beta"
            ? new BetaPosterior(average ?? Given("a", 0.5), average is null ? Given("b", 0.5) : 1 - average.Value)
            : new GaussianPosterior(average ?? Given("m", 0), Given("kappa", 1), Given("nu", 1), Given("tau_square", 0.1));
    }

    internal static void Check(string what, Posterior posterior, JsonElement expected, double tolerance)
    {
        if (posterior is BetaPosterior beta)
        {
            Expect.Close($"a of {what}", beta.A, expected.GetProperty("a").Number(), tolerance);
            Expect.Close($"b of {what}", beta.B, expected.GetProperty("b").Number(), tolerance);
            return;
        }

        var gaussian = (GaussianPosterior)posterior;
        Expect.Close($"m of {what}", gaussian.Mean, expected.GetProperty("m").Number(), tolerance);
        Expect.Close($"kappa of {what}", gaussian.Kappa, expected.GetProperty("kappa").Number(), tolerance);
        Expect.Close($"nu of {what}", gaussian.Nu, expected.GetProperty("nu").Number(), tolerance);
        Expect.Close($"tau² of {what}", gaussian.TauSquare, expected.GetProperty("tau_square").Number(), tolerance);
    }
}
