using System.Text.Json;
using InferenceScaling.Evaluation.OptimalStopping;

namespace InferenceScaling.Conformance.Strategies.Budget;

/// <summary>When sampling from a known distribution no longer pays, and what the rule earns.</summary>
internal sealed class ReservationValuesFixture : IStrategyFixture
{
    private const double Tolerance = 1e-8;

    public string File => "budget/reservation_values.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var distribution = Distribution(input);
        var cost = input.GetProperty("cost").Number();
        var samples = input.Integer("max_samples");
        var outside = input.GetProperty("outside_option").Number();
        Expect.Close("reservation value", distribution.ReservationValue(cost), expected.GetProperty("reservation_value").Number(), Tolerance);
        Expect.Close("net value", distribution.NetValue(cost, samples, outside), expected.GetProperty("adaptive_net_value").Number(), Tolerance);
        Expect.Close("expected samples", distribution.ExpectedSamples(cost, samples, outside), expected.GetProperty("expected_samples").Number(), Tolerance);
        Expect.Close("expected maximum", distribution.ExpectedMaximum(samples), expected.GetProperty("expected_maximum_of_n").Number(), Tolerance);
        if (expected.GetProperty("best_fixed_n") is not { ValueKind: JsonValueKind.Object } best)
            return;
        var (fixedSamples, net) = distribution.BestFixed(cost, int.MaxValue);
        Expect.Equal("best fixed number", fixedSamples, best.Integer("n"));
        Expect.Close("its net value", net, best.GetProperty("net").Number(), Tolerance);
    });

    private static RewardDistribution Distribution(JsonElement input) => input.GetProperty("distribution").GetString() switch
    {
        "exponential" => RewardDistribution.Exponential(input.GetProperty("rate").Number()),
        "uniform" => RewardDistribution.Uniform(input.GetProperty("low").Number(), input.GetProperty("high").Number()),
        "normal" => RewardDistribution.Normal(input.GetProperty("mean").Number(), input.GetProperty("standard_deviation").Number()),
        var other => throw new ConformanceException($"the distribution '{other}' is not known"),
    };
}
