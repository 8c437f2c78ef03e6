using System.Text.Json;
using InferenceScaling.Allocation;

namespace InferenceScaling.Conformance.Strategies.Budget;

/// <summary>Weitzman's rule, against dynamic programming over all policies.</summary>
internal sealed class PandoraDiscreteFixture : IStrategyFixture
{
    public string File => "budget/pandora_discrete.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        PandoraBox[] boxes = [.. input.GetProperty("boxes").EnumerateArray().Select(static box => new PandoraBox([.. box.GetProperty("values").Numbers()], [.. box.GetProperty("probabilities").Numbers()], box.GetProperty("cost").Number()))];
        Expect.Close("reservation values", [.. boxes.Select(static box => box.ReservationValue)], expected.GetProperty("reservation_values").Numbers(), 1e-12);
        Expect.Sequence("opening order", PandoraSearch.OpeningOrder(boxes), expected.GetProperty("opening_order").Integers());
        Expect.Close("optimal value", PandoraSearch.OptimalValue(boxes, input.GetProperty("outside_option").Number()), expected.GetProperty("optimal_value").Number(), 1e-12);
    });
}
