using System.Globalization;
using InferenceScaling.Allocation.Difficulty;
using InferenceScaling.Allocation.Learning;
using InferenceScaling.Allocation.Routing;
using InferenceScaling.Evaluation.Intervals;
using InferenceScaling.Paths;
using InferenceScaling.Search.BestOfN;

namespace AllocationStudy;

/// <summary>A bandit that learns online which arm pays, against every fixed arm, chance, and an oracle that knows every question's expected rewards. Reward: right less the price of the tokens.</summary>
internal static class BanditStudy
{
    private const int Rounds = 3000;
    private const int Seeds = 20;
    private const double Price = 0.15 / 1000;
    private static readonly int[] Checkpoints = [100, 300, 1000, 3000];
    private static readonly int[] Offsets = [0, 16, 32, 48];

    public static async Task RunAsync(StudySet report)
    {
        var arms = FrontierStudy.Arms;
        var features = await FeaturesAsync(report);
        var rewards = new double[arms.Length, report.Problems.Count, Offsets.Length];
        for (var arm = 0; arm < arms.Length; arm++)
        {
            for (var offset = 0; offset < Offsets.Length; offset++)
            {
                var chosen = arm;
                var outcome = await report.RunAsync(builder => builder.UseRoutedSearch(o => (o.Arms, o.Policy, o.ProbeSamples) = (arms, new FixedArm(chosen), 2)), null, Offsets[offset]);
                for (var problem = 0; problem < report.Problems.Count; problem++)
                    rewards[arm, problem, offset] = outcome.Right[problem] - (Price * outcome.Computed[problem]);
            }
        }

        double Expected(int arm, int problem) => Enumerable.Range(0, Offsets.Length).Average(offset => rewards[arm, problem, offset]);
        var oracle = Enumerable.Range(0, report.Problems.Count).Select(problem => Enumerable.Range(0, arms.Length).Max(arm => Expected(arm, problem))).ToArray();

        Report.Title("Regret of a learned policy");
        Report.Text($"{report.Problems.Count} problems in random order, {Rounds} requests, {Seeds} runs; the reward is 1 for a right answer less {1000 * Price:0.00} for a thousand tokens generated and verified. Regret against an oracle that knows each problem's mean rewards, a request; 95 % intervals over runs.");
        Console.WriteLine();
        Report.Header(["policy", .. Checkpoints.Select(count => string.Create(CultureInfo.InvariantCulture, $"regret after {count}"))]);
        for (var arm = 0; arm < arms.Length; arm++)
        {
            var chosen = arm;
            Row($"always {arms[arm].Name}", (_, _, _) => chosen, null);
        }

        Row("chance", (_, _, random) => (int)(random.Bits(7) % (ulong)arms.Length), null);
        foreach (var rule in new[] { BanditRule.UpperConfidence, BanditRule.Thompson })
        {
            var policies = Enumerable.Range(0, Seeds).Select(_ => new LearnedPolicy(new() { Arms = [.. arms.Select(arm => arm.Name)], Features = features[0].Length, Rule = rule, Exploration = 0.2, EvenShare = 0.02 })).ToArray();
            Row(rule == BanditRule.UpperConfidence ? "LinUCB" : "Thompson sampling", null, policies);
        }

        OffPolicy(features, rewards, arms.Length, report.Problems.Count);

        void Row(string name, Func<int, int, PathRandom, int>? choose, LearnedPolicy[]? policies)
        {
            var regrets = Checkpoints.Select(_ => new double[Seeds]).ToArray();
            for (var seed = 0; seed < Seeds; seed++)
            {
                var sum = 0.0;
                for (var round = 0; round < Rounds; round++)
                {
                    var random = PathRandom.Root((ulong)seed, "bandit").Child(round);
                    var problem = (int)(random.Bits(5) % (ulong)report.Problems.Count);
                    var offset = (int)(random.Bits(6) % (ulong)Offsets.Length);
                    int arm;
                    if (policies is not null)
                    {
                        var decision = policies[seed].Decide(features[(problem * Offsets.Length) + offset], random);
                        arm = decision.Arm;
                        policies[seed].Learn(decision with { Reward = rewards[arm, problem, offset], Cost = 0 });
                    }
                    else
                    {
                        arm = choose!(problem, offset, random);
                    }

                    sum += oracle[problem] - Expected(arm, problem);
                    if (Array.IndexOf(Checkpoints, round + 1) is var place and >= 0)
                        regrets[place][seed] = sum / (round + 1);
                }
            }

            Report.Row([$"{name}", .. regrets.Select(values => (FormattableString)$"{values.Average():0.000}{(values.Distinct().Count() > 1 ? string.Create(CultureInfo.InvariantCulture, $" ± {1.96 * Bootstrap.OfMean(values, 2000).StandardError:0.000}") : "")}")]);
        }
    }

    private static void OffPolicy(double[][] features, double[,,] rewards, int arms, int problems)
    {
        // Even choices are logged; a policy learned from the first half is judged on the second, and then truly run there.
        var log = new List<LoggedDecision>();
        var rows = new List<(int Problem, int Offset)>();
        for (var round = 0; round < 4000; round++)
        {
            var random = PathRandom.Root(77, "log").Child(round);
            var (problem, offset, arm) = ((int)(random.Bits(5) % (ulong)problems), (int)(random.Bits(6) % (ulong)Offsets.Length), (int)(random.Bits(7) % (ulong)arms));
            log.Add(new() { Features = [.. features[(problem * Offsets.Length) + offset]], Arm = arm, Probabilities = [.. Enumerable.Repeat(1.0 / arms, arms)], Reward = rewards[arm, problem, offset] });
            rows.Add((problem, offset));
        }

        var policy = new LearnedPolicy(new() { Arms = [.. Enumerable.Range(0, arms).Select(arm => $"{arm}")], Features = features[0].Length, Rule = BanditRule.UpperConfidence, Exploration = 0, EvenShare = 0 });
        foreach (var decision in log.Take(2000))
            policy.Learn(decision);
        var judged = log.Skip(2000).ToList();
        double[] Target(LoggedDecision decision) => [.. policy.Probabilities(decision.Features.AsSpan(), default)];
        double[] earned = [.. judged.Select(decision => decision.Reward)];
        double[] propensities = [.. judged.Select(decision => decision.Propensity)];
        double[] matches = [.. judged.Select(decision => Target(decision)[decision.Arm])];
        var truth = judged.Select((decision, index) => rewards[Array.IndexOf(Target(decision), 1.0), rows[2000 + index].Problem, rows[2000 + index].Offset]).Average();
        Report.Title("Judging a policy before a switch");
        Report.Text($"The log is of 2,000 even choices, the policy was learned from 2,000 others. Truly run on the same requests it earns {truth:0.000}; the logged choices earned {earned.Average():0.000}.");
        Console.WriteLine();
        Report.Header("estimator", "value", "standard error", "effective requests");
        Line("inverse propensity", OffPolicyEvaluation.InversePropensity(earned, propensities, matches));
        Line("self-normalised", OffPolicyEvaluation.SelfNormalized(earned, propensities, matches));
        Line("doubly robust", OffPolicyEvaluation.DoublyRobust(judged, Target));

        static void Line(string name, OffPolicyEstimate estimate) => Report.Row($"{name}", $"{estimate.Value:0.000}", $"{estimate.StandardError:0.000}", $"{estimate.EffectiveSamples:0}");
    }

    // Of the probe's two samples, problem by problem, offset by offset.
    private static async Task<double[][]> FeaturesAsync(StudySet set)
    {
        var features = new double[set.Problems.Count * Offsets.Length][];
        for (var offset = 0; offset < Offsets.Length; offset++)
        {
            using var probe = set.Builder(Offsets[offset]).UseBestOfN(o => o.Samples = 2).Build();
            for (var problem = 0; problem < set.Problems.Count; problem++)
                features[(problem * Offsets.Length) + offset] = DifficultyFeatures.Of(set.Problems[problem].Question, (await probe.ReasonAsync(StudySet.Request(set.Problems[problem]))).Candidates);
        }

        return features;
    }
}
