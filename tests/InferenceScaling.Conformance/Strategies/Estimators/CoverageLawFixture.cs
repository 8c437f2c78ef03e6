using System.Text.Json;
using InferenceScaling.Evaluation.Estimators;

namespace InferenceScaling.Conformance.Strategies.Estimators;

/// <summary>Fits of the power law of coverage.</summary>
internal sealed class CoverageLawFixture : IStrategyFixture
{
    public string File => "estimators/coverage_power_law.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var k = input.GetProperty("k").Numbers();
        var coverage = input.GetProperty("coverage").Numbers();
        var line = expected.GetProperty("log_log_fit");
        var found = CoverageLaw.FitLogLog(k, coverage);
        Expect.Close("a of the log-log fit", found.A, line.GetProperty("a").Number(), 1e-9);
        Expect.Close("b of the log-log fit", found.B, line.GetProperty("b").Number(), 1e-9);
        var squares = expected.GetProperty("least_squares_on_coverage");
        found = CoverageLaw.FitLeastSquares(k, coverage);
        Relative("a of least squares", found.A, squares.GetProperty("a").Number());
        Relative("b of least squares", found.B, squares.GetProperty("b").Number());
        Expect.Close("sum of squares", found.SumOfSquares(k, coverage), squares.GetProperty("sum_of_squares").Number(), 1e-9);
    });

    private static void Relative(string what, double found, double expected) => Expect.Close(what, found / expected, 1, 1e-5);
}
