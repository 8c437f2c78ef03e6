using InferenceScaling.Allocation.Routing;
using InferenceScaling.Paths;
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
    public async Task Reading_the_prompts_state_is_booked_and_held_to_the_budget()
    {
        var reader = new CountingReader();
        var builder = Reasoner.For(ScriptedGenerator.FromAnswers("4")).UseRoutedSearch(o => (o.Arms, o.Policy, o.PromptReader) = ([Arms[1]], new FixedArm(0), reader));

        var read = await builder.Build().ReasonAsync("What is 2 + 2?");
        var refused = await builder.WithBudget(b => b.TokensRead(3)).Build().ReasonAsync("What is 2 + 2?");

        read.Usage.Tokens.Prompt.Should().Be(CountingReader.Tokens);
        read.Candidates.Should().HaveCount(3);
        reader.Calls.Should().Be(1, "a prompt that may not fit is not read");
        refused.Finish.Should().Be(ReasoningFinish.BudgetExhausted);
        refused.Limit!.Description.Should().StartWith("prompt tokens: 0 of 3 spent");
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

    private sealed class CountingReader : IPromptReader
    {
        public const int Tokens = 7;

        public int Calls { get; private set; }

        public Task<PromptState> ReadPromptAsync(ReasoningPath root, CancellationToken cancellationToken = default)
        {
            Calls++;
            return Task.FromResult(new PromptState([0.5f], new(Prompt: Tokens)));
        }
    }
}
