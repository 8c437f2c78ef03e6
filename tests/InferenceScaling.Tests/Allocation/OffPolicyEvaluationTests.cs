using InferenceScaling.Allocation.Learning;
using InferenceScaling.Paths;

namespace InferenceScaling.Tests.Allocation;

public class OffPolicyEvaluationTests
{
    [Fact]
    public void Weighted_rewards_agree_with_the_golden_values()
    {
        double[] rewards = [1, 0, 1, 1];
        double[] propensities = [0.5, 0.25, 0.5, 0.25];
        double[] target = [1, 1, 0, 1];

        OffPolicyEvaluation.InversePropensity(rewards, propensities, target).Value.Should().Be(1.5);
        OffPolicyEvaluation.SelfNormalized(rewards, propensities, target).Value.Should().BeApproximately(0.6, 1e-12);
        OffPolicyEvaluation.DoublyRobust(rewards, propensities, target, [1, 0, 1, 1], [0.7, 0.7, 0.7, 0.7]).Value.Should().BeApproximately(0.7, 1e-12, "a model without error needs no correction");
        OffPolicyEvaluation.DoublyRobust(rewards, propensities, target, [0, 0, 0, 0], [0, 0, 0, 0]).Value.Should().Be(1.5, "without a model it is inverse propensity scoring");
    }

    [Fact]
    public void A_policy_is_judged_rightly_by_the_log_of_another()
    {
        // The judged policy always takes arm 1 where x > 0 and arm 0 elsewhere: it earns 0.8. The logging policy flips a coin.
        var log = Log(4000);
        Func<LoggedDecision, IReadOnlyList<double>> target = decision => decision.Features[0] > 0 ? [0, 1] : [1, 0];
        double[] rewards = [.. log.Select(decision => decision.Reward)];
        double[] propensities = [.. log.Select(decision => decision.Propensity)];
        double[] matches = [.. log.Select(decision => target(decision)[decision.Arm])];

        foreach (var estimate in new[] { OffPolicyEvaluation.InversePropensity(rewards, propensities, matches), OffPolicyEvaluation.SelfNormalized(rewards, propensities, matches), OffPolicyEvaluation.DoublyRobust(log, target) })
        {
            estimate.Value.Should().BeApproximately(0.8, 4 * estimate.StandardError);
            estimate.StandardError.Should().BeLessThan(0.03);
            estimate.LowerBound().Should().BeGreaterThan(rewards.Average(), "so that a switch is known to pay");
            estimate.EffectiveSamples.Should().BeApproximately(2000, 150);
        }

        OffPolicyEvaluation.SelfNormalized(rewards, propensities, matches).StandardError.Should().BeLessThan(OffPolicyEvaluation.InversePropensity(rewards, propensities, matches).StandardError);
    }

    [Fact]
    public void A_choice_that_had_no_chance_is_refused() =>
        FluentActions.Invoking(() => OffPolicyEvaluation.InversePropensity([1], [0], [1])).Should().Throw<ArgumentException>().WithMessage("*Request 0*propensity of 0*");

    private static List<LoggedDecision> Log(int count)
    {
        var log = new List<LoggedDecision>();
        for (var index = 0; index < count; index++)
        {
            var random = PathRandom.Root((ulong)index, "log");
            var x = (2 * random.Uniform(0)) - 1;
            var arm = random.Uniform(1) < 0.5 ? 0 : 1;
            var isRight = random.Uniform(2) < ((x > 0) == (arm == 1) ? 0.8 : 0.2);
            log.Add(new() { Features = [x], Arm = arm, Probabilities = [0.5, 0.5], Reward = isRight ? 1 : 0 });
        }

        return log;
    }
}
