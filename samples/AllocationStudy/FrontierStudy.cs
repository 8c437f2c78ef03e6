using InferenceScaling.Allocation;
using InferenceScaling.Allocation.Difficulty;
using InferenceScaling.Allocation.Escalation;
using InferenceScaling.Allocation.Routing;
using InferenceScaling.Evaluation.Frontiers;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Verification;

namespace AllocationStudy;

/// <summary>Compute-optimal routing and escalation, measured on some problems and judged on others.</summary>
internal static class FrontierStudy
{
    private const int ProbeSamples = 2;

    public static readonly StrategyArm[] Arms =
    [
        StrategyArm.AnswerNow,
        .. new[] { 2, 6, 14 }.Select(samples => new StrategyArm($"majority of {samples} more", new SelfConsistencySearch(new() { Samples = samples }))),
        .. new[] { 2, 6, 14 }.Select(samples => new StrategyArm($"best of {samples} more", new BestOfNSearch(new() { Samples = samples }))),
    ];

    public static async Task RoutingAsync(StudySet selection, StudySet report)
    {
        var samples = selection.Problems.SelectMany(problem => problem.Samples.Select(sample => (sample.Score, Right: sample.Answer == problem.Answer))).ToArray();
        var calibration = PlattCalibration.Fit([.. samples.Select(sample => sample.Score!.Value)], [.. samples.Select(sample => sample.Right)]);
        var model = DifficultyModel.Fit(await FeaturesAsync(selection, calibration), [.. selection.Problems.Select(problem => StudySet.Rate(problem, 0, 64))]);
        FrontierProblem[] problems = [.. selection.Problems.Select(problem => FrontierProblem.Of(StudySet.Prompt(problem), StudySet.Request(problem), problem.Answer))];
        using var probe = selection.Builder(0, calibration).UseBestOfN(o => o.Samples = ProbeSamples).Build();
        ReasonerVariant[] variants = [.. Arms.Select((arm, index) => new ReasonerVariant(arm.Name, Fixed(selection, index)))];
        var frontier = await CostAccuracyFrontier.MeasureAsync(variants, problems, new() { Bins = 3, Probe = new("probe", probe), Difficulty = model, Cost = CostMeasure.ComputedTokens });

        Report.Title("Compute-optimal routing against one strategy for all");
        Report.Text($"A probe of {ProbeSamples} samples, three bins of difficulty, the frontier measured on {selection.Problems.Count} problems and judged on {report.Problems.Count} others. Cost: tokens generated and verified.");
        Console.WriteLine();
        Report.Header("budget", "one strategy for all", "its accuracy", "its cost", "by difficulty: accuracy", "cost", "difference, points (95 %)");
        foreach (var budget in new[] { 500.0, 1000, 2000, 4000 })
        {
            var best = frontier.All.Best(budget).Name;
            var one = await report.RunAsync(builder => builder.UseRoutedSearch(o => (o.Arms, o.Policy, o.ProbeSamples) = (Arms, new FixedArm(Array.FindIndex(Arms, arm => arm.Name == best)), ProbeSamples)), calibration);
            var routed = await report.RunAsync(builder => builder.UseComputeOptimal(frontier, budget, Arms, o => (o.ProbeSamples, o.Difficulty) = (ProbeSamples, model)), calibration);
            Report.Row($"{budget}", $"{best}", $"{100 * one.Accuracy:0.0} %", $"{one.Computed.Average():0}", $"{100 * routed.Accuracy:0.0} %", $"{routed.Computed.Average():0}", $"{routed.Against(one)}");
        }

        InferenceScaling.Reasoning.IReasoner Fixed(StudySet set, int arm) => set.Builder(0, calibration).UseRoutedSearch(o => (o.Arms, o.Policy, o.ProbeSamples) = (Arms, new FixedArm(arm), ProbeSamples)).Build();
    }

    public static async Task EscalationAsync(StudySet selection, StudySet report)
    {
        var samples = selection.Problems.SelectMany(problem => problem.Samples.Select(sample => (sample.Score, Right: sample.Answer == problem.Answer))).ToArray();
        var calibration = PlattCalibration.Fit([.. samples.Select(sample => sample.Score!.Value)], [.. samples.Select(sample => sample.Right)]);
        StrategyArm[] arms = [new("greedy", new GreedySearch()), new("best of 4", new BestOfNSearch(new() { Samples = 4 })), new("best of 16", new BestOfNSearch(new() { Samples = 16 }))];
        var alone = new List<Outcome>();
        foreach (var arm in arms)
            alone.Add(await selection.RunAsync(builder => builder.UseArm(arm), calibration));
        Report.Title("Escalation: greedy, then best of 4, then best of 16");
        Report.Text($"What stages rescue and harm is measured on {selection.Problems.Count} problems; judged on {report.Problems.Count} others.");
        Console.WriteLine();
        Report.Header("a right answer is worth", "accuracy", "tokens generated and verified", "against best of 16, points (95 %)", "its tokens saved, % (95 %)");
        var whole = await report.RunAsync(builder => builder.UseArm(arms[2]), calibration);
        foreach (var arm in arms)
        {
            var outcome = await report.RunAsync(builder => builder.UseArm(arm), calibration);
            Report.Row($"({arm.Name} for all)", $"{100 * outcome.Accuracy:0.0} %", $"{outcome.Computed.Average():0}", $"{outcome.Against(whole)}", $"{Outcome.Saving(outcome.Computed, whole.Computed)}");
        }

        foreach (var value in new[] { 5_000.0, 20_000, 80_000 })
        {
            EscalationStage[] stages = [.. arms.Select((arm, index) => EscalationStage.Measured(arm, alone[index].Computed.Average(), Right(alone[Math.Max(0, index - 1)]), Right(alone[index])))];
            var outcome = await report.RunAsync(builder => builder.UseEscalation(o => (o.Stages, o.Value) = (stages, value)), calibration);
            Report.Row($"{value:N0} tokens", $"{100 * outcome.Accuracy:0.0} %", $"{outcome.Computed.Average():0}", $"{outcome.Against(whole)}", $"{Outcome.Saving(outcome.Computed, whole.Computed)}");
        }

        static bool[] Right(Outcome outcome) => [.. outcome.Right.Select(share => share > 0.5)];
    }

    private static async Task<List<double[]>> FeaturesAsync(StudySet set, ScoreCalibration calibration)
    {
        using var reasoner = set.Builder(0, calibration).UseBestOfN(o => o.Samples = ProbeSamples).Build();
        var features = new List<double[]>();
        foreach (var problem in set.Problems)
            features.Add(DifficultyFeatures.Of(StudySet.Prompt(problem), (await reasoner.ReasonAsync(StudySet.Request(problem))).Candidates));
        return features;
    }
}
