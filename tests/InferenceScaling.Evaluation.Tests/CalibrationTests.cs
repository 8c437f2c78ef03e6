using CsCheck;
using InferenceScaling.Evaluation.Calibration;
using InferenceScaling.Evaluation.Verifiers;
using InferenceScaling.Verification;

namespace InferenceScaling.Evaluation.Tests;

public class CalibrationTests
{
    private static readonly double[] Confidence = [0.95, 0.91, 0.86, 0.81, 0.66, 0.63, 0.55];
    private static readonly bool[] Correct = [true, true, false, true, true, false, false];

    [Fact]
    public void Known_predictions_have_known_measures()
    {
        CalibrationError.Expected(CalibrationError.EqualWidth(Confidence, Correct, 5).AsSpan()).Should().BeApproximately(0.195714, 1e-6);
        CalibrationError.Expected(CalibrationError.EqualWidth(Confidence, Correct, 10).AsSpan()).Should().BeApproximately(0.235714, 1e-6);
        ProperScore.Brier(Confidence, Correct).Should().BeApproximately(0.228757, 1e-6);
        Discrimination.Aurc(Confidence, Correct).Should().BeApproximately(0.220748, 1e-6);
    }

    [Fact]
    public void Auroc_is_the_share_of_pairs_ranked_rightly() =>
        Gen.Select(Gen.Int[0, 4], Gen.Bool).Array[1, 20].Sample(pairs =>
        {
            double[] confidence = [.. pairs.Select(pair => pair.Item1 / 4.0)];
            bool[] correct = [.. pairs.Select(pair => pair.Item2)];
            var duels = (from right in pairs where right.Item2 from wrong in pairs where !wrong.Item2 select right.Item1 > wrong.Item1 ? 1 : right.Item1 == wrong.Item1 ? 0.5 : 0).ToArray();

            var found = Discrimination.Auroc(confidence, correct);

            if (duels.Length == 0)
                found.Should().BeNull();
            else
                found!.Value.Should().BeApproximately(duels.Average(), 1e-12);
        });

    [Fact]
    public void Isotonic_calibration_leaves_no_error_on_what_it_was_fitted_on() =>
        Gen.Select(Gen.Int[0, 6], Gen.Bool).Array[1, 40].Sample(pairs =>
        {
            double[] scores = [.. pairs.Select(pair => pair.Item1 / 6.0)];
            bool[] correct = [.. pairs.Select(pair => pair.Item2)];

            var calibration = IsotonicCalibration.Fit(scores, correct);

            double[] calibrated = [.. scores.Select(calibration.Apply)];
            foreach (var group in calibrated.Zip(correct).GroupBy(pair => pair.First))
                group.Average(pair => pair.Second ? 1.0 : 0).Should().BeApproximately(group.Key, 1e-9);
            ProperScore.Brier(calibrated, correct).Should().BeLessThanOrEqualTo(ProperScore.Brier(scores, correct) + 1e-12);
        });

    [Fact]
    public void A_verifier_that_reads_only_the_length_is_found_out()
    {
        // Within each problem the score says nothing; it follows the length.
        var paths = Enumerable.Range(0, 80).Select(index => new LabelledPath($"{index / 8}", (index % 8) / 8.0, index / 8 % 2 == index % 2) { Length = 10 + (index % 8) }).ToArray();

        var health = VerifierHealth.Measure(paths);

        health.LengthBias.Should().BeApproximately(1, 1e-12);
        health.WithinProblem.Should().BeApproximately(0.5, 0.01);
    }

    [Fact]
    public void A_verifier_that_knows_problems_but_not_paths_is_found_out()
    {
        LabelledPath[] paths =
        [
            new("easy", 0.9, true), new("easy", 0.95, false), new("easy", 0.9, true), new("easy", 0.9, true),
            new("hard", 0.1, false), new("hard", 0.1, false), new("hard", 0.05, true), new("hard", 0.1, false),
        ];

        var health = VerifierHealth.Measure(paths);

        health.Auroc.Should().BeGreaterThan(0.5);
        health.WithinProblem.Should().Be(0);
        health.LengthBias.Should().BeNull("lengths are unknown");
    }

    [Fact]
    public void Depth_shows_where_a_verifier_loses_the_thread()
    {
        var paths = Enumerable.Range(0, 20).Select(index => new LabelledPath("p", 0.5, index % 2 == 0)
        {
            HasStepLabels = true,
            FirstError = index % 2 == 0 ? null : 0,
            StepScores = [index % 2 == 0 ? 0.9 : 0.1, 0.5],
        }).ToArray();

        var health = VerifierHealth.Measure(paths);

        health.ByDepth.Select(depth => depth.Auroc).Should().Equal(1, 0.5);
        health.ByDepth[0].Count.Should().Be(20);
    }
}
