using InferenceScaling.Allocation.Learning;
using InferenceScaling.Allocation.Routing;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Allocation;

public class LearnedPolicyTests
{
    [Fact]
    public void A_linear_arm_agrees_with_the_golden_values()
    {
        var arm = new LinearArm(2, ridge: 1);
        (arm.Moments[0, 0], arm.Moments[0, 1], arm.Moments[1, 0], arm.Moments[1, 1]) = (1, 0.5, 0.5, 0.5);
        (arm.Rewards[0], arm.Rewards[1], arm.Weight) = (1, 0.3, 1);

        arm.Mean([1, 0]).Should().BeApproximately(0.490909, 1e-6);
        arm.Mean([0, 1]).Should().BeApproximately(0.036364, 1e-6);
        arm.Width([1, 0.5]).Should().BeApproximately(0.738549, 1e-6);
        (arm.Mean([1, 0.5]) + arm.Width([1, 0.5])).Should().BeApproximately(1.24764, 1e-5);

        arm.Observe([1, 0.5], 0, 0);
        Math.Pow(arm.Width([1, 0]), 2).Should().BeApproximately(0.411765, 1e-6, "that is the first entry of the inverse");
        Math.Pow(arm.Width([0, 1]), 2).Should().BeApproximately(0.705882, 1e-6);
    }

    [Theory]
    [InlineData(BanditRule.Thompson)]
    [InlineData(BanditRule.UpperConfidence)]
    public void It_learns_which_arm_suits_which_context(BanditRule rule)
    {
        var policy = Policy(rule);
        Simulate(policy, rounds: 600, from: 0, Reward);

        foreach (var x in new[] { -0.9, 0.9 })
        {
            var probabilities = policy.Probabilities([x], PathRandom.Root(9, "q"));
            probabilities[x > 0 ? 1 : 0].Should().BeGreaterThan(0.85);
            probabilities.Sum().Should().BeApproximately(1, 1e-12);
            probabilities.Should().OnlyContain(share => share >= 0.05 / 3 - 1e-12, "every arm keeps its even share");
        }

        static double Reward(double x, int arm) => arm == 2 ? 0.3 : arm == 1 ? (x > 0 ? 0.9 : 0.1) : x > 0 ? 0.1 : 0.9;
    }

    [Fact]
    public void It_follows_a_drift_if_it_forgets()
    {
        var (forgetful, faithful) = (Policy(BanditRule.Thompson, o => o.Discount = 0.98), Policy(BanditRule.Thompson));
        foreach (var policy in new[] { forgetful, faithful })
        {
            Simulate(policy, 1000, 0, (_, arm) => arm == 0 ? 0.9 : 0.1);
            Simulate(policy, 150, 1000, (_, arm) => arm == 0 ? 0.1 : 0.9);
        }

        forgetful.Probabilities([0], PathRandom.Root(9, "q"))[0].Should().BeLessThan(0.1);
        faithful.Probabilities([0], PathRandom.Root(9, "q"))[0].Should().BeGreaterThan(0.5);
    }

    [Fact]
    public void A_price_keeps_the_mean_cost_at_its_limit()
    {
        // The dear arm is a little better, and costs ten times as much.
        var policy = Policy(BanditRule.Thompson, o => (o.CostLimit, o.PriceStep) = (40, 0.01));
        var costs = Simulate(policy, 4000, 0, (_, arm) => arm == 1 ? 0.8 : 0.6, arm => arm == 1 ? 100 : 10);

        costs.Skip(2000).Average().Should().BeApproximately(40, 6);
        policy.Price.Should().BePositive();
    }

    [Fact]
    public void It_goes_on_after_a_restart_as_if_nothing_had_happened()
    {
        var one = Policy(BanditRule.Thompson, o => (o.Discount, o.CostLimit) = (0.99, 20));
        Simulate(one, 100, 0, (x, arm) => arm * x, arm => 10 * arm);
        var two = LearnedPolicy.FromJson(one.ToJson());

        Simulate(one, 50, 100, (x, arm) => arm * x, arm => 10 * arm).Should().Equal(Simulate(two, 50, 100, (x, arm) => arm * x, arm => 10 * arm));
        two.ToJson().Should().Be(one.ToJson());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"version":7}""")]
    [InlineData("""{"version":1,"options":{"arms":["a"],"features":1},"arms":[]}""")]
    [InlineData("""{"version":1,"options":{"arms":["a"],"features":0},"arms":[{"moments":[-9],"rewards":[0],"weight":1,"costSum":0}]}""")]
    [InlineData("""{"version":1,"options":{"arms":["a"],"features":1000000000},"arms":[{"moments":[],"rewards":[],"weight":1,"costSum":0}]}""")]
    [InlineData("""{"version":1,"options":{"arms":["a"],"features":0,"ridge":-1},"arms":[{"moments":[1],"rewards":[0],"weight":1,"costSum":0}]}""")]
    public void Anything_else_is_refused(string json) =>
        FluentActions.Invoking(() => LearnedPolicy.FromJson(json)).Should().Throw<InvalidDataException>();

    [Fact]
    public async Task A_reasoner_explains_its_choice_and_learns_from_a_reward()
    {
        StrategyArm[] arms = [new("one", new SelfConsistencySearch(new() { Samples = 1 })), new("five", new SelfConsistencySearch(new() { Samples = 5 }))];
        var policy = new LearnedPolicy(new() { Arms = ["one", "five"], EvenShare = 0 });
        using var reasoner = Reasoner.For(ScriptedGenerator.FromAnswers("4")).UseLearnedPolicy(policy, arms).Build();
        ReasoningRequest request = "2 + 2?";

        var result = await reasoner.ReasonAsync(request);
        var logged = policy.Reward(request, reward: 1, cost: result.Usage.Tokens.Generated);

        result.Candidates.Should().HaveCount(1);
        result.Notes.Should().ContainSingle().Which.Should().Be("one, chosen with probability 1.00 after 0 rewards: one untried, five untried");
        logged!.Propensity.Should().Be(1);
        logged.Cost.Should().Be(2);
        policy.Reward(request, 1, 1).Should().BeNull("a choice is rewarded once");
        (await reasoner.ReasonAsync("3 + 3?")).Candidates.Should().HaveCount(5, "an arm that was never tried comes first");
    }

    [Fact]
    public void Arms_of_other_names_are_refused() =>
        Reasoner.For(ScriptedGenerator.FromAnswers("4")).Invoking(b => b.UseLearnedPolicy(Policy(BanditRule.Thompson), [new("x", new SelfConsistencySearch(new()))]))
            .Should().Throw<ArgumentException>().WithMessage("*knows the arms a, b, c*has x*");

    [Fact]
    public void A_log_is_read_back_and_a_torn_last_line_dropped()
    {
        var decision = new LoggedDecision { Features = [1, 2], Arm = 1, Probabilities = [0.25, 0.75], Reward = 1, Cost = 3 };
        var line = DecisionLog.Write(decision);

        DecisionLog.Read(new StringReader($"{line}\n{line}\n{line[..20]}")).Should().HaveCount(2).And.OnlyContain(read => read.Propensity == 0.75 && read.Features.SequenceEqual(decision.Features));
        FluentActions.Invoking(() => DecisionLog.Read(new StringReader($"{line}\n{line[..20]}\n{line}"))).Should().Throw<InvalidDataException>().WithMessage("Line 2*");
        FluentActions.Invoking(() => DecisionLog.Read(new StringReader(line.Replace("0.25", "0.5", StringComparison.Ordinal)))).Should().Throw<InvalidDataException>();
    }

    private static LearnedPolicy Policy(BanditRule rule, Action<LearnedPolicyOptions>? configure = null)
    {
        var options = new LearnedPolicyOptions { Arms = ["a", "b", "c"], Features = 1, Rule = rule };
        configure?.Invoke(options);
        return new(options);
    }

    private static List<double> Simulate(LearnedPolicy policy, int rounds, int from, Func<double, int, double> reward, Func<int, double>? cost = null)
    {
        var costs = new List<double>();
        for (var round = from; round < from + rounds; round++)
        {
            var random = PathRandom.Root((ulong)round, "simulation");
            double[] x = [(2 * random.Uniform(1)) - 1];
            var decision = policy.Decide(x, random);
            decision = decision with { Reward = reward(x[0], decision.Arm), Cost = cost?.Invoke(decision.Arm) ?? 1 };
            policy.Learn(decision);
            costs.Add(decision.Cost);
        }

        return costs;
    }
}
