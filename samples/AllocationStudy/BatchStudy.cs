using InferenceScaling.Allocation;
using InferenceScaling.Allocation.Batching;
using InferenceScaling.Evaluation.Estimators;
using InferenceScaling.Evaluation.Intervals;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Verification;

namespace AllocationStudy;

/// <summary>One budget for many questions, against the same number of samples for each.</summary>
internal static class BatchStudy
{
    private static readonly int[] Offsets = [0, 16, 32, 48];

    public static void Oracle(StudySet set)
    {
        // The rates come from one half of the samples, the outcome from the other: what the allocation knows is not what it is judged by.
        var half = set.Problems[0].Samples.Count / 2;
        double[] known = [.. set.Problems.Select(problem => StudySet.Rate(problem, half, 2 * half))];
        int[] right = [.. set.Problems.Select(problem => (int)Math.Round(half * StudySet.Rate(problem, 0, half)))];
        double[] truth = [.. set.Problems.Select(problem => StudySet.Rate(problem, 0, 2 * half))];
        int[] knownRight = [.. known.Select(rate => (int)Math.Round(half * rate))];
        var prior = RatePrior.Fit(knownRight, half);
        (double A, double B, double Hope)[] beliefs = [.. knownRight.Select(count => (prior.A + count, prior.B + half - count, prior.Hope(count, half)))];
        foreach (var mean in new[] { 1, 2, 4, 8 })
        {
            var budget = mean * known.Length;
            var uniform = SampleAllocation.Uniform(known.Length, budget);
            var byTruth = SampleAllocation.ByGain(truth.Length, budget, (question, samples) => samples < half ? Coverage.Gain(truth[question], samples) : 0);
            var byRates = SampleAllocation.ByGain(beliefs.Length, budget, (question, samples) => samples < half ? Expected(question, samples + 1) - Expected(question, samples) : 0);
            var expected = Enumerable.Range(0, beliefs.Length).Sum(question => Expected(question, byRates[question]) - Expected(question, uniform[question]));
            var predicted = truth.Zip(byTruth, Coverage.Known).Sum() - truth.Zip(uniform, Coverage.Known).Sum();
            var gain = Bootstrap.OfDifference(Measured(byRates), Measured(uniform));
            Report.Row($"{set.Problems.Count}: {set.Name}", $"{mean}", $"{100 * Measured(uniform).Average():0.0} %", $"{100 * Measured(byRates).Average():0.0} %", $"{Outcome.Interval(gain, 100)}", $"{100 * expected / known.Length:0.0}", $"{gain.Mean * known.Length / expected:0.00}", $"{100 * predicted / known.Length:0.0}");
        }

        double Expected(int question, int samples) => beliefs[question].Hope * Coverage.Expected(beliefs[question].A, beliefs[question].B, samples);

        // Unbiased over which of the samples come first.
        double[] Measured(int[] samples) => [.. samples.Select((count, index) => count == 0 ? 0 : PassAtK.Estimate(half, right[index], count))];
    }

    public static async Task ApiAsync(StudySet selection, StudySet deep)
    {
        var samples = selection.Problems.SelectMany(problem => problem.Samples.Select(sample => (sample.Score, Right: sample.Answer == problem.Answer))).ToArray();
        var calibration = PlattCalibration.Fit([.. samples.Select(sample => sample.Score!.Value)], [.. samples.Select(sample => sample.Right)]);
        var prior = Prior([.. selection.Problems.Select(problem => StudySet.Rate(problem, 0, 64))]);
        Report.Title("BatchReasoner against the same number of samples for each question");
        Report.Header("problems", "what decides", "mean samples", "uniform", "batch", "difference, points (95 %)", "samples drawn a question");
        foreach (var mean in new[] { 4, 8, 16 })
        {
            await RowAsync("verifier", mean, BatchGain.Verified(prior.A, prior.B), await deep.RunAsync(builder => builder.UseBestOfN(o => o.Samples = mean), calibration, Offsets));
            await RowAsync("votes", mean, BatchGain.Votes, await deep.RunAsync(builder => builder.UseSelfConsistency(o => o.Samples = mean), null, Offsets));
        }

        async Task RowAsync(string name, int mean, BatchGain gain, Outcome uniform)
        {
            var (right, drawn) = (new double[deep.Problems.Count], new double[deep.Problems.Count]);
            foreach (var offset in Offsets)
            {
                var batch = deep.Builder(offset, calibration).BuildBatch(o => (o.MeanSamples, o.Gain, o.FirstSamples) = (mean, gain, 2));
                var results = await batch.ReasonAsync([.. deep.Problems.Select(StudySet.Request)]);
                for (var index = 0; index < right.Length; index++)
                {
                    right[index] += StudySet.IsRight(deep.Problems[index], results[index]) ? 0.25 : 0;
                    drawn[index] += results[index].Usage.GeneratorCalls / 4.0;
                }
            }

            var outcome = new Outcome(right, drawn, drawn, drawn);
            Report.Row($"{deep.Problems.Count}", $"{name}", $"{mean}", $"{100 * uniform.Accuracy:0.0} %", $"{100 * outcome.Accuracy:0.0} %", $"{outcome.Against(uniform)}", $"{drawn.Average():0.00}");
        }
    }

    /// <summary>The beta distribution with the mean and the variance of some rates.</summary>
    public static (double A, double B) Prior(double[] rates)
    {
        var mean = Math.Clamp(rates.Average(), 0.01, 0.99);
        var variance = Math.Max(1e-4, rates.Average(rate => (rate - mean) * (rate - mean)));
        var strength = Math.Max(0.1, (mean * (1 - mean) / variance) - 1);
        return (mean * strength, (1 - mean) * strength);
    }
}
