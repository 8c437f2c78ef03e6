using CsCheck;
using InferenceScaling.Allocation.Escalation;
using InferenceScaling.Budgets;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Stopping;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Allocation;

public class EscalatingSearchTests
{
    [Fact]
    public async Task A_sure_answer_is_not_escalated()
    {
        var result = await Build(new ScriptedVerifier(_ => 0.95)).ReasonAsync("q");

        result.Candidates.Should().HaveCount(1);
        result.Notes.Should().Equal("stage 1 of 3, greedy: P(right) = 95.0 %, stopped: best of 4 pays below 72.7 %");
    }

    [Fact]
    public async Task A_doubtful_answer_goes_to_the_stage_that_pays_most_and_then_on()
    {
        var stronger = ScriptedGenerator.FromAnswers("7");
        var result = await Build(new ScriptedVerifier(path => path.Text.Contains('7', StringComparison.Ordinal) ? 0.9 : 0.3), stronger).ReasonAsync("q");

        result.Answer.Should().Be("7");
        result.Candidates.Should().HaveCount(6, "one, four, and one by the stronger model");
        stronger.Calls.Should().Be(1);
        stronger.LivePaths.Should().Be(0);
        result.Notes.Should().HaveCount(2).And.Contain("stage 2 of 3, best of 4: P(right) = 30.0 %, went on: stronger pays below 66.7 %");
    }

    [Fact]
    public async Task The_surer_answer_of_all_stages_stands()
    {
        var result = await Build(new ScriptedVerifier(path => path.Text.Contains('7', StringComparison.Ordinal) ? 0.1 : 0.3), ScriptedGenerator.FromAnswers("7")).ReasonAsync("q");

        result.Answer.Should().Be("4");
        result.Candidates.Should().HaveCount(6);
    }

    [Fact]
    public async Task A_stopping_rule_ends_it()
    {
        using var reasoner = Reasoner.For(ScriptedGenerator.FromAnswers("4")).WithVerifier(new ScriptedVerifier(_ => 0.3)).UseEscalation(Configure(null)).StopWhen(Stop.Agreement(2), BatchSchedule.Fixed(1)).Build();

        var result = await reasoner.ReasonAsync("q");

        result.Finish.Should().Be(ReasoningFinish.Stopped);
        result.Candidates.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_budget_ends_it_with_the_best_answer_so_far()
    {
        using var reasoner = Build(new ScriptedVerifier(_ => 0.3), ScriptedGenerator.FromAnswers("7"));

        var result = await reasoner.ReasonAsync(new() { Prompt = "q", Budget = Budget.Unlimited.Calls(3) });

        result.Finish.Should().Be(ReasoningFinish.BudgetExhausted);
        result.Usage.GeneratorCalls.Should().Be(3);
        result.Answer.Should().Be("4");
    }

    [Fact]
    public void A_stage_pays_exactly_below_its_reservation_value() =>
        Gen.Select(Gen.Double[0, 0.5], Gen.Double[0.01, 1], Gen.Double[0, 1], Gen.Double[0.1, 5], Gen.Double[0, 1]).Sample((cost, rescue, harm, value, success) =>
        {
            var stage = new EscalationStage(new("x", new SelfConsistencySearch(new())), cost, rescue, harm);
            var gain = stage.Gain(success, value);
            (Math.Abs(gain) < 1e-9 || gain > 0 == success < stage.Reservation(value)).Should().BeTrue();
        });

    [Fact]
    public void A_stage_is_measured_on_known_answers()
    {
        var stage = EscalationStage.Measured(new("x", new SelfConsistencySearch(new())), 0.1, [false, false, false, true, true, true, true], [true, true, false, true, true, true, false]);

        stage.Rescue.Should().BeApproximately(2.5 / 4, 1e-12);
        stage.Harm.Should().BeApproximately(1.5 / 5, 1e-12);
    }

    private static IReasoner Build(ScriptedVerifier verifier, ScriptedGenerator? stronger = null) =>
        Reasoner.For(ScriptedGenerator.FromAnswers("4")).WithVerifier(verifier).UseEscalation(Configure(stronger)).Build();

    private static Action<EscalationOptions> Configure(ScriptedGenerator? stronger) => options => options.Stages =
    [
        new(new("greedy", new GreedySearch()), Cost: 0.01, Rescue: 0.5),
        new(new("best of 4", new BestOfNSearch(new() { Samples = 4 })), Cost: 0.1, Rescue: 0.5, Harm: 0.05),
        new(new("stronger", new SelfConsistencySearch(new() { Samples = 1 })) { Generator = stronger }, Cost: 0.2, Rescue: 0.6),
    ];
}
