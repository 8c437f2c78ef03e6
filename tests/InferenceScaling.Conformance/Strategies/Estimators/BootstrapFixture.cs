using System.Text.Json;
using InferenceScaling.Evaluation.Intervals;

namespace InferenceScaling.Conformance.Strategies.Estimators;

/// <summary>Bootstrap intervals from given resamples.</summary>
internal sealed class BootstrapFixture : IStrategyFixture
{
    public string File => "estimators/bootstrap.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var resamples = input.GetProperty("resample_indices").EnumerateArray().Select(row => (IReadOnlyList<int>)row.Integers()).ToArray();
        var found = Bootstrap.OfMean(input.GetProperty("values").Numbers(), resamples, input.GetProperty("level").GetDouble());
        Expect.Close("mean", found.Mean, expected.GetProperty("mean").Number(), 1e-12);
        Expect.Close("resample means", found.ResampleMeans, expected.GetProperty("resample_means").Numbers(), 1e-12);
        Expect.Close("standard error", found.StandardError, expected.GetProperty("bootstrap_standard_error").Number(), 1e-12);
        Check("percentile", found.Percentile, expected.GetProperty("percentile"), 1e-12);
        Check("basic", found.Basic, expected.GetProperty("basic"), 1e-12);
        if (expected.GetProperty("bca") is { ValueKind: JsonValueKind.Object } corrected)
        {
            Expect.Close("z0", found.Bias, corrected.GetProperty("z0").Number(), 1e-9);
            Expect.Close("acceleration", found.Acceleration, corrected.GetProperty("acceleration").Number(), 1e-9);
            Check("bca", found.BiasCorrected, corrected.GetProperty("interval"), 1e-9);
        }
    });

    private static void Check(string name, ConfidenceInterval found, JsonElement expected, double tolerance) =>
        Expect.Close(name, [found.Lower, found.Upper], expected.Numbers(), tolerance);
}
