using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;
using Microsoft.Extensions.Options;

namespace InferenceScaling.Tests.Reasoning;

public class ReasonerBuilderTests
{
    [Fact]
    public async Task A_generator_is_all_it_takes()
    {
        var result = await Reasoner.For(ScriptedGenerator.FromAnswers("yes", "no", "yes")).Build().ReasonAsync("Is it?");

        result.Answer.Should().Be("yes");
        result.Candidates.Should().HaveCount(16);
    }

    [Fact]
    public async Task The_middleware_added_first_is_the_outermost()
    {
        var calls = new List<string>();
        var reasoner = Reasoner.For(ScriptedGenerator.FromAnswers("1"))
            .Use(inner => new Spy(inner, "outer", calls))
            .Use(inner => new Spy(inner, "inner", calls))
            .Build();

        await reasoner.ReasonAsync("q");

        calls.Should().Equal("outer", "inner");
        reasoner.GetService(typeof(SelfConsistencySearch)).Should().NotBeNull("services are found through middleware");
    }

    [Fact]
    public void Options_are_checked_when_they_are_set()
    {
        var builder = Reasoner.For(ScriptedGenerator.FromAnswers("1"));

        builder.Invoking(b => b.UseSelfConsistency(o => o.Samples = 0)).Should().Throw<OptionsValidationException>().WithMessage("*Samples*1*65536*");
        builder.Invoking(b => b.WithSampling(s => s with { TopP = 0 })).Should().Throw<ArgumentOutOfRangeException>().WithMessage("TopP is 0; it must be above 0 to 1*");
        builder.Invoking(b => b.WithSampling(s => s with { Temperature = double.NaN })).Should().Throw<ArgumentOutOfRangeException>();
        builder.Invoking(b => b.WithPathLimits(l => l with { Steps = 0 })).Should().Throw<ArgumentOutOfRangeException>();
        builder.Invoking(b => b.WithBudget(x => x.Tokens(0))).Should().Throw<ArgumentOutOfRangeException>();
        builder.Invoking(b => b.WithSteps(s => s with { MaxTokens = 0 })).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Named_options_without_a_container_say_what_to_do() =>
        Reasoner.For(ScriptedGenerator.FromAnswers("1")).UseSelfConsistency("math").Invoking(b => b.Build())
            .Should().Throw<InvalidOperationException>().WithMessage("*'math'*AddReasoner*");

    [Fact]
    public async Task The_result_is_written_as_json()
    {
        var result = await Reasoner.For(ScriptedGenerator.FromAnswers("4")).UseSelfConsistency(o => o.Samples = 2).Build().ReasonAsync("2 + 2?");

        using var json = System.Text.Json.JsonDocument.Parse(result.ToJson());
        json.RootElement.GetProperty("answer").GetString().Should().Be("4");
        json.RootElement.GetProperty("finish").GetString().Should().Be("Completed");
        json.RootElement.GetProperty("candidates").GetArrayLength().Should().Be(2);
        json.RootElement.GetProperty("trace")[0].GetProperty("place").GetString().Should().Be("0");
    }

    [Fact]
    public void Two_prompts_of_the_same_messages_are_equal()
    {
        Prompt left = "q";
        Prompt right = new([new PromptMessage(PromptRole.User, "q")]);

        left.Should().Be(right);
        left.GetHashCode().Should().Be(right.GetHashCode());
    }

    private sealed class Spy(IReasoner inner, string name, List<string> calls) : DelegatingReasoner(inner)
    {
        public override Task<ReasoningResult> ReasonAsync(ReasoningRequest request, CancellationToken cancellationToken = default)
        {
            calls.Add(name);
            return base.ReasonAsync(request, cancellationToken);
        }
    }
}
