using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Stopping;

namespace AllocationStudy;

/// <summary>Stopping by agreement against a fixed number of samples: by the library's default threshold, and by the lowest one that loses nothing on other problems.</summary>
internal static class AdaptiveConsistencyStudy
{
    private static readonly double[] Thresholds = [0.95, 0.97, 0.98, 0.99, 0.995, 0.999];

    public static async Task RunAsync(StudySet selection, StudySet report, StudySet deep, StudySet? math, StudySet? gsm8k)
    {
        Report.Title("Adaptive consistency against a fixed number of samples");
        Report.Header("problems", "rule", "accuracy, fixed", "accuracy, adaptive", "difference, points (95 %)", "mean samples", "samples saved, % (95 %)");
        await RowAsync(report, 16, "P ≥ 0.95", Stop.AdaptiveConsistency(), [0]);
        await RowAsync(report, 16, "P ≥ 0.95, or decided", Stop.AdaptiveConsistency().Or(Stop.DecidedMajority(16)), [0]);
        await RowAsync(deep, 64, "P ≥ 0.95", Stop.AdaptiveConsistency(), [0, 16, 32, 48]);
        await RowAsync(deep, 64, "P ≥ 0.95, or decided", Stop.AdaptiveConsistency().Or(Stop.DecidedMajority(64)), [0, 16, 32, 48]);
        var chosen = await SelectAsync(selection, 64);
        await RowAsync(deep, 64, FormattableString.Invariant($"P ≥ {chosen} (selected), or decided"), Stop.AdaptiveConsistency(chosen).Or(Stop.DecidedMajority(64)), [0, 16, 32, 48]);
        if (math is not null)
            await RowAsync(math, 8, "P ≥ 0.95, or decided", Stop.AdaptiveConsistency().Or(Stop.DecidedMajority(8)), [0, 2, 4, 6]);
        if (gsm8k is not null)
            await RowAsync(gsm8k, 4, "two agree", Stop.Agreement(2), [0]);
    }

    private static async Task<double> SelectAsync(StudySet selection, int samples)
    {
        var whole = await selection.RunAsync(builder => builder.UseSelfConsistency(o => o.Samples = samples), null, 0, 16, 32, 48);
        foreach (var threshold in Thresholds)
        {
            var adaptive = await selection.RunAsync(builder => builder.UseSelfConsistency(o => o.Samples = samples).StopWhen(Stop.AdaptiveConsistency(threshold), BatchSchedule.Fixed(1)), null, 0, 16, 32, 48);
            if (adaptive.Accuracy >= whole.Accuracy)
                return threshold;
        }

        return Thresholds[^1];
    }

    private static async Task RowAsync(StudySet set, int samples, string name, IStoppingRule rule, int[] offsets)
    {
        var whole = await set.RunAsync(builder => builder.UseSelfConsistency(o => o.Samples = samples), null, offsets);
        var adaptive = await set.RunAsync(builder => builder.UseSelfConsistency(o => o.Samples = samples).StopWhen(rule, BatchSchedule.Fixed(1)), null, offsets);
        Report.Row($"{set.Problems.Count}: {set.Name}, N = {samples}", $"{name}", $"{100 * whole.Accuracy:0.0} %", $"{100 * adaptive.Accuracy:0.0} %", $"{adaptive.Against(whole)}", $"{adaptive.Samples.Average():0.0}", $"{Outcome.Saving(adaptive.Samples, whole.Samples)}");
    }
}
