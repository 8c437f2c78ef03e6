using System.Text.Json;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Tests;

namespace InferenceScaling.Ledger.Tests;

public sealed class LedgerModelTests
{
    [SkippableFact]
    public async Task Greedy_paths_and_both_models_log_probabilities_equal_the_reference()
    {
        using var reference = JsonDocument.Parse(File.ReadAllBytes(SharedFixtures.Folder("models/ledger-pilot/reference.json")));
        await using var model = LedgerModel.LoadFrom(SharedFixtures.Folder("models/ledger-pilot/generator"));
        await using var verifier = LedgerVerifier.LoadFrom(SharedFixtures.Folder("models/ledger-pilot/verifier"));
        using var greedy = Reasoner.For(model).WithVerifier(verifier).UseGreedy().Build();
        foreach (var item in reference.RootElement.GetProperty("cases").EnumerateArray())
        {
            var path = (await greedy.ReasonAsync(item.GetProperty("problem").GetString()!)).Candidates.Should().ContainSingle().Which.Path;

            path.Text.Should().Be(item.GetProperty("greedy_text").GetString());
            path.Steps.SelectMany(step => step.Tokens).Should().Equal(Integers(item, "greedy_ids"));
            path.Steps.SelectMany(step => step.LogProbabilities).Should().BeCloseToElements(Numbers(item, "logprobs"), 1e-3);
            var verified = new List<float>();
            for (var node = path; node.Step is not null; node = node.Parent!)
                verified.InsertRange(0, (await verifier.Language.ScoreStepAsync(node)).LogProbabilities);
            verified.Should().BeCloseToElements(Numbers(item, "verifier_logprobs"), 1e-3);
        }
    }

    private static int[] Integers(JsonElement item, string name) => [.. item.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    private static double[] Numbers(JsonElement item, string name) => [.. item.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
