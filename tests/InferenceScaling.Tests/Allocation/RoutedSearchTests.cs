using InferenceScaling.Allocation.Routing;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Allocation;

public class RoutedSearchTests
{
    private static readonly StrategyArm[] Arms = [StrategyArm.AnswerNow, new("majority of 3", new SelfConsistencySearch(new() { Samples = 3 })), new("best of 3", new BestOfNSearch(new() { Samples = 3 }))];

    [Theory]
    [InlineData(0, "4", 2)]
    [InlineData(1, "4", 5)]
    [InlineData(2, "5", 5)]
    public async Task Each_arm_chooses_in_its_own_way_from_the_probe_and_its_own_samples(int arm, string answer, int candidates)
    {
        var verifier = new ScriptedVerifier(path => path.Text.Contains('5', StringComparison.Ordinal) ? 0.9 : 0.1);
        using var reasoner = Reasoner.For(ScriptedGenerator.FromAnswers("4", "4", "4", "5", "4")).WithVerifier(verifier)
            .UseRoutedSearch(o => (o.Arms, o.Policy, o.ProbeSamples) = (Arms, new FixedArm(arm), 2)).Build();

        var result = await reasoner.ReasonAsync("q");

        result.Answer.Should().Be(answer);
        result.Candidates.Should().HaveCount(candidates);
        result.Notes.Should().Equal($"{Arms[arm].Name}, as always");
        result.Finish.Should().Be(ReasoningFinish.Completed);
    }

    [Fact]
    public void Answering_at_once_needs_a_probe() =>
        Reasoner.For(ScriptedGenerator.FromAnswers("4")).Invoking(b => b.UseRoutedSearch(o => (o.Arms, o.Policy) = (Arms, new FixedArm(0))))
            .Should().Throw<ArgumentException>().WithMessage("*answer now*ProbeSamples*");

    [Fact]
    public void Arms_of_one_name_are_refused() =>
        Reasoner.For(ScriptedGenerator.FromAnswers("4")).Invoking(b => b.UseRoutedSearch(o => (o.Arms, o.Policy) = ([Arms[1], Arms[1]], new FixedArm(0))))
            .Should().Throw<ArgumentException>().WithMessage("*2 arms are named 'majority of 3'*");

    [Fact]
    public void An_arm_that_needs_scores_asks_for_a_verifier() =>
        Reasoner.For(ScriptedGenerator.FromAnswers("4")).UseArm(Arms[2]).Invoking(b => b.Build()).Should().Throw<InvalidOperationException>().WithMessage("*verifier*");
}
