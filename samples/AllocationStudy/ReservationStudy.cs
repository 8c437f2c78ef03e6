using InferenceScaling.Search.BestOfN;
using InferenceScaling.Stopping;
using InferenceScaling.Verification;

namespace AllocationStudy;

/// <summary>Stopping by reservation value against best-of-16. Calibration, reference scores and the cost of a sample come from other problems.</summary>
internal static class ReservationStudy
{
    private const int Samples = 16;
    private static readonly int[] Offsets = [0, 16, 32, 48];
    private static readonly double[] Costs = [0.0005, 0.001, 0.002, 0.004, 0.008, 0.012, 0.016, 0.024, 0.032, 0.048, 0.064, 0.1];

    public static async Task RunAsync(StudySet selection, StudySet report)
    {
        var samples = selection.Problems.SelectMany(problem => problem.Samples.Select(sample => (sample.Score, Right: sample.Answer == problem.Answer))).ToArray();
        var calibration = PlattCalibration.Fit([.. samples.Select(sample => sample.Score!.Value)], [.. samples.Select(sample => sample.Right)]);
        double[] reference = [.. samples.Select(sample => calibration.Apply(sample.Score!.Value))];

        // The dearest sample whose loss on the problems of the selection is below half a point.
        var fixedThere = await Fixed(selection);
        var chosen = Costs[0];
        foreach (var cost in Costs)
        {
            if (fixedThere.Accuracy - (await Stopped(selection, cost)).Accuracy < 0.005)
                chosen = cost;
        }

        Report.Title("Stopping by reservation value against best-of-16");
        Report.Text($"Selected on {selection.Problems.Count} other problems: a sample costs {chosen} of a right answer, so that z = {ReservationValue.FromScores(reference, chosen):0.000}.");
        Console.WriteLine();
        Report.Header("problems", "policy", "accuracy", "difference, points (95 %)", "mean samples", "tokens generated and verified", "share of best-of-16's tokens, % (95 %)");
        var whole = await Fixed(report);
        Report.Row($"{report.Problems.Count}", $"best of 16", $"{100 * whole.Accuracy:0.0} %", $"", $"{whole.Samples.Average():0.0}", $"{whole.Computed.Average():0}", $"100");
        foreach (var cost in new[] { chosen }.Concat(Costs.Where(cost => cost != chosen && cost is 0.002 or 0.008 or 0.032)))
        {
            var stopped = await Stopped(report, cost);
            Report.Row($"", $"cost {cost}{(cost == chosen ? " (selected)" : "")}", $"{100 * stopped.Accuracy:0.0} %", $"{stopped.Against(whole)}", $"{stopped.Samples.Average():0.0}", $"{stopped.Computed.Average():0}", $"{Share(stopped, whole)}");
        }

        foreach (var fewer in new[] { 4, 8 })
        {
            var other = await report.RunAsync(builder => builder.UseBestOfN(o => o.Samples = fewer), calibration, 0);
            Report.Row($"", $"best of {fewer}, for comparison", $"{100 * other.Accuracy:0.0} %", $"{other.Against(whole)}", $"{other.Samples.Average():0.0}", $"{other.Computed.Average():0}", $"{Share(other, whole)}");
        }

        // Of the problems of the selection there are 64 samples each: four runs.
        Task<Outcome> Fixed(StudySet set) => set.RunAsync(builder => builder.UseBestOfN(o => o.Samples = Samples), calibration, set == selection ? Offsets : [0]);

        Task<Outcome> Stopped(StudySet set, double cost) => set.RunAsync(builder => builder.UseBestOfN(o => o.Samples = Samples).StopWhen(Stop.ReservationValue(cost, reference), BatchSchedule.Fixed(1)), calibration, set == selection ? Offsets : [0]);
    }

    private static FormattableString Share(Outcome here, Outcome there) => $"{100 * here.Computed.Average() / there.Computed.Average():0.0}";
}
