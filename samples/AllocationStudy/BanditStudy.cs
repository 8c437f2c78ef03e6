using System.Globalization;
using InferenceScaling.Allocation.Learning;
using InferenceScaling.Evaluation.Intervals;
using InferenceScaling.Paths;

namespace AllocationStudy;

/// <summary>A bandit that learns online which arm pays, against every fixed arm, chance, and an oracle that knows every question's expected rewards. Reward: right less the price of the tokens.</summary>
internal static class BanditStudy
{
    private const int Rounds = 3000;
    private const int Seeds = 20;
    private const double Price = 0.15 / 1000;
    private static readonly int[] Checkpoints = [100, 300, 1000, 3000];

    // Points of the curves, a factor apart, with those of the table.
    private static readonly int[] Points = [.. Enumerable.Range(0, 58).Select(place => (int)(10 * Math.Pow(1.1, place))).Where(count => count < Rounds).Concat(Checkpoints).Distinct().Order()];
    private static readonly int[] Offsets = [0, 16, 32, 48];

    private static readonly double[] Explorations = [0.02, 0.05, 0.1, 0.2, 0.5, 1];
    private static readonly BanditRule[] Rules = [BanditRule.UpperConfidence, BanditRule.Thompson];

    /// <param name="selection">What selects how much the bandits explore.</param>
    /// <param name="report">What is reported on.</param>
    /// <param name="picture">Where the curves are drawn; null for nowhere.</param>
    public static async Task RunAsync(StudySet selection, StudySet report, string? picture)
    {
        var arms = FrontierStudy.Arms;
        var tried = await BanditWorld.MakeAsync(selection, arms, Offsets, Price);
        var chosen = Rules.Select(rule => Explorations.MinBy(exploration => Enumerable.Range(100, 5).Average(seed => Learn(tried, rule, exploration, seed)[^1]))).ToArray();
        var world = await BanditWorld.MakeAsync(report, arms, Offsets, Price);
        Report.Title("Regret of a learned policy");
        Report.Text($"{report.Problems.Count} problems in random order, {Rounds} requests, {Seeds} runs; the reward is 1 for a right answer less {1000 * Price:0.00} for a thousand tokens generated and verified. Regret against an oracle that knows each problem's mean rewards, a request; 95 % intervals over runs. How much the bandits explore was selected on {selection.Problems.Count} other problems.");
        Console.WriteLine();
        Report.Header(["policy", .. Checkpoints.Select(count => string.Create(CultureInfo.InvariantCulture, $"regret after {count}"))]);
        List<RegretCurve> others = [.. arms.Select((arm, place) => Curve($"always {arm.Name}", seed => Play(world, seed, (_, _) => place, null)))];
        others.Add(Curve("chance", seed => Play(world, seed, (_, random) => (int)(random.Bits(7) % (ulong)arms.Length), null)));
        List<RegretCurve> learners = [.. Rules.Select((rule, place) =>
            Curve(FormattableString.Invariant($"{(rule == BanditRule.UpperConfidence ? "LinUCB" : "Thompson sampling")}, exploration {chosen[place]}"), seed => Learn(world, rule, chosen[place], seed)))];
        foreach (var curve in others.Concat(learners))
            Report.Row([$"{curve.Policy}", .. Checkpoints.Select(count => (FormattableString)$"{curve.After(count).Mean:0.000} ± {curve.After(count).HalfWidth:0.000}")]);
        if (picture is not null)
            RegretChart.SavePng(learners, others, report.Problems.Count, picture);
        OffPolicy(world);
    }

    private static RegretCurve Curve(string name, Func<int, double[]> play)
    {
        var runs = Enumerable.Range(0, Seeds).Select(play).ToArray();
        return new(
            name, Points,
            [.. Points.Select((_, place) => runs.Average(run => run[place]))],
            [.. Points.Select((_, place) => 1.96 * Bootstrap.OfMean([.. runs.Select(run => run[place])], 2000).StandardError)]);
    }

    private static double[] Learn(BanditWorld world, BanditRule rule, double exploration, int seed)
    {
        var policy = new LearnedPolicy(new() { Arms = world.Arms, Features = world.Features[0].Length, Rule = rule, Exploration = exploration, EvenShare = 0.02 });
        LoggedDecision? decision = null;
        return Play(world, seed, (features, random) => (decision = policy.Decide(features, random)).Arm, reward => policy.Learn(decision! with { Reward = reward }));
    }

    // The mean regret after each point.
    private static double[] Play(BanditWorld world, int seed, Func<double[], PathRandom, int> choose, Action<double>? learn)
    {
        var regrets = new double[Points.Length];
        var sum = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            var random = PathRandom.Root((ulong)seed, "bandit").Child(round);
            var (problem, offset) = world.Draw(random);
            var arm = choose(world.Features[(problem * Offsets.Length) + offset], random);
            learn?.Invoke(world.Rewards[arm, problem, offset]);
            sum += world.Oracle[problem] - world.Expected(arm, problem);
            if (Array.BinarySearch(Points, round + 1) is var place and >= 0)
                regrets[place] = sum / (round + 1);
        }

        return regrets;
    }

    private static void OffPolicy(BanditWorld world)
    {
        // Even choices are logged; a policy learned from the first half is judged on the second, and then truly run there.
        var arms = world.Arms.Length;
        var log = new List<LoggedDecision>();
        var rows = new List<(int Problem, int Offset)>();
        for (var round = 0; round < 4000; round++)
        {
            var random = PathRandom.Root(77, "log").Child(round);
            var (problem, offset) = world.Draw(random);
            var arm = (int)(random.Bits(7) % (ulong)arms);
            log.Add(new() { Features = [.. world.Features[(problem * Offsets.Length) + offset]], Arm = arm, Probabilities = [.. Enumerable.Repeat(1.0 / arms, arms)], Reward = world.Rewards[arm, problem, offset] });
            rows.Add((problem, offset));
        }

        var policy = new LearnedPolicy(new() { Arms = world.Arms, Features = world.Features[0].Length, Rule = BanditRule.UpperConfidence, Exploration = 0, EvenShare = 0 });
        foreach (var decision in log.Take(2000))
            policy.Learn(decision);
        var judged = log.Skip(2000).ToList();
        double[] Target(LoggedDecision decision) => [.. policy.Probabilities(decision.Features.AsSpan(), default)];
        double[] earned = [.. judged.Select(decision => decision.Reward)];
        double[] propensities = [.. judged.Select(decision => decision.Propensity)];
        double[] matches = [.. judged.Select(decision => Target(decision)[decision.Arm])];
        var truth = judged.Select((decision, index) => world.Rewards[Array.IndexOf(Target(decision), 1.0), rows[2000 + index].Problem, rows[2000 + index].Offset]).Average();
        Report.Title("Judging a policy before a switch");
        Report.Text($"The log is of 2,000 even choices, the policy was learned from 2,000 others. Truly run on the same requests it earns {truth:0.000}; the logged choices earned {earned.Average():0.000}.");
        Console.WriteLine();
        Report.Header("estimator", "value", "standard error", "effective requests");
        Line("inverse propensity", OffPolicyEvaluation.InversePropensity(earned, propensities, matches));
        Line("self-normalised", OffPolicyEvaluation.SelfNormalized(earned, propensities, matches));
        Line("doubly robust", OffPolicyEvaluation.DoublyRobust(judged, Target));

        static void Line(string name, OffPolicyEstimate estimate) => Report.Row($"{name}", $"{estimate.Value:0.000}", $"{estimate.StandardError:0.000}", $"{estimate.EffectiveSamples:0}");
    }
}
