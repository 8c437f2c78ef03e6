using System.Text.Json;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.SearchAndLearn;

/// <summary>Scores of paths from scores of steps.</summary>
internal sealed class AggregateScoresFixture : IStrategyFixture
{
    public string File => "search_and_learn/aggregate_scores.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var scores = input.GetProperty("scores").Numbers();
        Expect.Close("minimum", ScoreAggregation.Minimum.Aggregate(scores), expected.GetProperty("min").Number(), 1e-15);
        Expect.Close("product", ScoreAggregation.Product.Aggregate(scores), expected.GetProperty("prod").Number(), 1e-15);
        Expect.Close("last", ScoreAggregation.Last.Aggregate(scores), expected.GetProperty("last").Number(), 1e-15);
        Expect.Close("mean", ScoreAggregation.Mean.Aggregate(scores), expected.GetProperty("mean").Number(), 1e-15);
    });
}
