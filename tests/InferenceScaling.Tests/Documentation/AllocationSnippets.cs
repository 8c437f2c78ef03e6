using InferenceScaling.Allocation;
using InferenceScaling.Allocation.Batching;
using InferenceScaling.Allocation.Difficulty;
using InferenceScaling.Allocation.Escalation;
using InferenceScaling.Allocation.Learning;
using InferenceScaling.Allocation.Routing;
using InferenceScaling.Evaluation.Frontiers;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Verification;

namespace InferenceScaling.Tests.Documentation;

/// <summary>The code of docs/allocation.md.</summary>
internal static class AllocationSnippets
{
    public static StrategyArm[] Arms() =>
    [
        new("greedy", new GreedySearch()),
        new("majority of 8", new SelfConsistencySearch(new() { Samples = 8 })),
        new("best of 8", new BestOfNSearch(new() { Samples = 8 })),
    ];

    public static async Task<CostAccuracyFrontier> Measure(Func<ReasonerBuilder> prepare, StrategyArm[] arms, IReadOnlyList<FrontierProblem> problems, string file)
    {
        ReasonerVariant[] variants = [.. arms.Select(arm => new ReasonerVariant(arm.Name, prepare().UseArm(arm).Build()))];
        var frontier = await CostAccuracyFrontier.MeasureAsync(variants, problems, new() { ResultsFile = file });
        Console.WriteLine(string.Join(" → ", frontier.All.Hull.Select(point => $"{point.Name}: {point.Accuracy:P1} for {point.Cost:N0}")));
        return frontier;
    }

    public static async Task<DifficultyModel> Difficulty(Func<ReasonerBuilder> prepare, IReadOnlyList<(ReasoningRequest Request, string Answer)> known)
    {
        using var probe = prepare().UseSelfConsistency(o => o.Samples = 2).Build();
        var (features, success) = (new List<double[]>(), new List<double>());
        foreach (var (request, answer) in known)
        {
            var result = await probe.ReasonAsync(request);
            features.Add(DifficultyFeatures.Of(request.Prompt, result.Candidates));
            success.Add(result.Candidates.Average(candidate => candidate.CanonicalAnswer == answer ? 1.0 : 0.0));
        }

        return DifficultyModel.Fit(features, success);
    }

    public static async Task<CostAccuracyFrontier> ByDifficulty(IReadOnlyList<ReasonerVariant> variants, IReasoner probe, DifficultyModel difficulty, IReadOnlyList<FrontierProblem> problems) =>
        await CostAccuracyFrontier.MeasureAsync(variants, problems, new() { Bins = 3, Probe = new("probe", probe), Difficulty = difficulty });

    public static void Routed(ReasonerBuilder builder, CostAccuracyFrontier frontier, StrategyArm[] arms, DifficultyModel difficulty)
    {
        builder.UseComputeOptimal(frontier, budget: 800, arms, o => (o.ProbeSamples, o.Difficulty) = (2, difficulty));
    }

    public static void State(RoutedSearchOptions options, IPromptReader model)
    {
        options.PromptReader = model;
    }

    public static void Escalation(ReasonerBuilder builder, IStepGenerator stronger)
    {
        builder.UseEscalation(o =>
        {
            o.Value = 10_000;
            o.Stages =
            [
                new(new("greedy", new GreedySearch()), Cost: 100, Rescue: 0.6),
                new(new("best of 8", new BestOfNSearch(new() { Samples = 8 })), Cost: 1_600, Rescue: 0.3, Harm: 0.02),
                new(new("stronger", new GreedySearch()) { Generator = stronger }, Cost: 3_000, Rescue: 0.5, Harm: 0.05),
            ];
        });
    }

    public static async Task Batch(ReasonerBuilder builder, IReadOnlyList<ReasoningRequest> requests, ScoreCalibration calibration)
    {
        var batch = builder.BuildBatch(o =>
        {
            o.MeanSamples = 8;
            o.Gain = BatchGain.Verified(calibration: calibration);
        });
        var results = await batch.ReasonAsync(requests);
        Console.WriteLine($"{results.Sum(result => result.Candidates.Length)} samples for {requests.Count} questions");
    }

    public static async Task Learned(ReasonerBuilder builder, StrategyArm[] arms, ReasoningRequest request, Func<ReasoningResult, bool> isRight, TextWriter log)
    {
        var policy = new LearnedPolicy(new() { Arms = [.. arms.Select(arm => arm.Name)], CostLimit = 800, Discount = 0.999 });
        using var reasoner = builder.UseLearnedPolicy(policy, arms, o => o.ProbeSamples = 2).Build();

        var result = await reasoner.ReasonAsync(request);
        var decision = policy.Reward(request, reward: isRight(result) ? 1 : 0, cost: CostMeasure.GeneratedTokens.Cost(result.Usage));
        await log.WriteLineAsync(DecisionLog.Write(decision!));
        await File.WriteAllTextAsync("policy.json", policy.ToJson());
    }

    public static void Switch(LearnedPolicy policy, TextReader file)
    {
        var log = DecisionLog.Read(file);
        var earned = log.Average(decision => decision.Reward);
        var judged = OffPolicyEvaluation.DoublyRobust(log, decision => policy.Probabilities(decision.Features.AsSpan(), PathRandom.Root(0, "judge")));
        if (judged.LowerBound() > earned)
            Console.WriteLine($"switch: {judged.Value:0.000} ± {judged.StandardError:0.000} against {earned:0.000}");
    }

    public static void Maths()
    {
        double[] success = [0.9, 0.5, 0.1, 0.02];
        var samples = SampleAllocation.BySuccess(success, budget: 16); // 2, 4, 10, 0
        var worth = SampleAllocation.AtPrice(0.5, price: 0.05); // 4
        var choice = OptionKnapsack.Solve([[new(Cost: 1, Value: 0.6), new(4, 0.7)], [new(1, 0.1), new(4, 0.5)]], budget: 5); // 0, 1
        Console.WriteLine($"{string.Join(", ", samples)}; {worth}; {string.Join(", ", choice)}");
    }
}
