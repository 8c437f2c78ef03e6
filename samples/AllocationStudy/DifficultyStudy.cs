using InferenceScaling.Allocation.Difficulty;
using InferenceScaling.Evaluation.Calibration;
using InferenceScaling.Ledger;
using InferenceScaling.Paths;
using InferenceScaling.Search.BestOfN;

namespace AllocationStudy;

/// <summary>How well the success of a sample is predicted, from a few other samples and from the model's state at the prompt's end; and how well the predictions are calibrated.</summary>
internal static class DifficultyStudy
{
    private const int Judged = 32;

    public static async Task RunAsync(IReadOnlyList<PooledProblem> problems)
    {
        await using var model = LedgerModel.Load();
        Report.Title("Predicting whether a sample will be right");
        Report.Text($"Two folds: learned on one half of {problems.Count} problems, judged on the last {Judged} samples of each of the other half.");
        Console.WriteLine();
        Report.Header("what is known", "numbers", "AUC", "Brier", "ECE, 15 bins of equal mass", "the same without learning");
        foreach (var (name, probes, state, penalty) in new[] { ("length of the prompt", 0, false, 1.0), ("the prompt's hidden state", 0, true, 300.0), ("1 sample", 1, false, 1.0), ("2 samples", 2, false, 1.0), ("4 samples", 4, false, 1.0), ("4 samples and the state", 4, true, 300.0) })
        {
            var (confidence, baseline, right) = (new List<double>(), new List<double>(), new List<bool>());
            var size = 0;
            foreach (var fold in new[] { 0, 1 })
            {
                var selection = new StudySet("", [.. problems.Where((_, index) => index % 2 != fold)]);
                var report = new StudySet("", [.. problems.Where((_, index) => index % 2 == fold)]);
                var learned = DifficultyModel.Fit(await FeaturesAsync(selection, probes, state ? model : null), [.. selection.Problems.Select(problem => StudySet.Rate(problem, Judged, 2 * Judged))], penalty);
                size = learned.FeatureCount;
                var rate = selection.Problems.Average(problem => StudySet.Rate(problem, Judged, 2 * Judged));
                foreach (var (features, problem) in (await FeaturesAsync(report, probes, state ? model : null)).Zip(report.Problems))
                {
                    confidence.AddRange(Enumerable.Repeat(learned.PredictSuccess(features), Judged));
                    baseline.AddRange(Enumerable.Repeat(rate, Judged));
                    right.AddRange(problem.Samples.Skip(Judged).Take(Judged).Select(sample => sample.Answer == problem.Answer));
                }
            }

            double[] predicted = [.. confidence];
            bool[] outcomes = [.. right];
            Report.Row($"{name}", $"{size}", $"{Discrimination.Auroc(predicted, outcomes):0.000}", $"{ProperScore.Brier(predicted, outcomes):0.000}", $"{CalibrationError.Expected(CalibrationError.EqualMass(predicted, outcomes).AsSpan()):0.000}", $"Brier {ProperScore.Brier([.. baseline], outcomes):0.000}");
        }
    }

    public static async Task<List<double[]>> FeaturesAsync(StudySet set, int probes, IPromptReader? reader)
    {
        using var reasoner = set.Builder().UseBestOfN(o => o.Samples = Math.Max(1, probes)).Build();
        var features = new List<double[]>();
        foreach (var problem in set.Problems)
        {
            var candidates = probes == 0 ? [] : (await reasoner.ReasonAsync(StudySet.Request(problem))).Candidates;
            features.Add(DifficultyFeatures.Of(problem.Question, candidates, reader is null ? null : await reader.ReadPromptAsync(ReasoningPath.Root(problem.Question, seed: 0))));
        }

        return features;
    }
}
