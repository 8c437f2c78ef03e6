using System.Text.Json;
using InferenceScaling.Evaluation.Calibration;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.Estimators;

/// <summary>Measures of calibration and discrimination.</summary>
internal sealed class CalibrationFixture : IStrategyFixture
{
    private const double Tolerance = 1e-12;

    public string File => "estimators/calibration.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var confidence = input.GetProperty("confidence").Numbers();
        var correct = input.GetProperty("correct").Integers().Select(label => label == 1).ToArray();
        var bins = input.Integer("bins");
        var width = CalibrationError.EqualWidth(confidence, correct, bins);
        Close("ece_equal_width", CalibrationError.Expected(width.AsSpan()));
        Close("mce_equal_width", CalibrationError.Maximum(width.AsSpan()));
        Close("ece_equal_mass", CalibrationError.Expected(CalibrationError.EqualMass(confidence, correct, bins).AsSpan()));
        Close("brier", ProperScore.Brier(confidence, correct));
        Close("log_loss_clip_1e-12", ProperScore.LogLoss(confidence, correct));
        Close("auroc", Discrimination.Auroc(confidence, correct));
        Close("average_precision", Discrimination.AveragePrecision(confidence, correct));
        Close("aurc", Discrimination.Aurc(confidence, correct));
        Expect.Close("risk_coverage_curve", Discrimination.RiskCoverage(confidence, correct), expected.GetProperty("risk_coverage_curve").Numbers(), Tolerance);
        var labels = Enumerable.Range(0, confidence.Length).OrderBy(index => confidence[index]).Select(index => correct[index] ? 1.0 : 0.0).ToArray();
        var weights = Enumerable.Repeat(1.0, labels.Length).ToArray();
        Expect.Close("isotonic", IsotonicCalibration.PoolAdjacentViolators(labels, weights), expected.GetProperty("isotonic_in_sorted_order").Numbers(), Tolerance);

        void Close(string name, double? found)
        {
            var value = expected.GetProperty(name);
            if (value.ValueKind == JsonValueKind.Null || found is null)
                Expect.Equal($"{name} is undefined", found is null, value.ValueKind == JsonValueKind.Null);
            else
                Expect.Close(name, found.Value, value.Number(), Tolerance);
        }
    });
}
