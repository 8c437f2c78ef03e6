using InferenceScaling.Budgets;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;

namespace InferenceScaling.Models.Tests.Decoding;

public class ModelCostsTests
{
    [Fact]
    public async Task Live_paths_hold_no_more_pages_than_the_budget_allows_and_all_get_their_turn()
    {
        var most = 0L;
        LanguageModel? seen = null;
        using var tiny = new TinyModel(beforeRun: _ => most = Math.Max(most, seen?.Memory.Cache.HeldPages ?? 0));
        seen = tiny.Model;
        var page = tiny.Model.Costs.KvBytes(1)!.Value;
        var builder = Reasoner.For(tiny.Model).UseSelfConsistency(o => o.Samples = 12).WithSteps(steps => steps with { MaxTokens = 10 }).WithPathLimits(limits => limits with { Steps = 3 });

        var free = await builder.Build().ReasonAsync("How many?");
        most = 0;
        var limited = await builder.WithBudget(budget => budget.Memory(20 * page)).Build().ReasonAsync("How many?");

        var tokens = free.Candidates.Sum(candidate => candidate.Path.Steps.Sum(step => step.Tokens.Length));
        (tokens / tiny.Model.Memory.Cache.PageSize).Should().BeGreaterThan(2 * 20, "or the limit would not bind");
        most.Should().BeInRange(5, 20);
        limited.Finish.Should().Be(ReasoningFinish.Completed);
        limited.Usage.KvBytes.Should().BeLessThanOrEqualTo(20 * page);
        limited.Candidates.Select(candidate => candidate.Text).Should().Equal(free.Candidates.Select(candidate => candidate.Text));
    }

    [Fact]
    public async Task Memory_that_does_not_hold_one_path_ends_the_search_with_the_reason()
    {
        using var tiny = new TinyModel();
        var page = tiny.Model.Costs.KvBytes(1)!.Value;

        var result = await Reasoner.For(tiny.Model).UseSelfConsistency(o => o.Samples = 4).WithBudget(budget => budget.Memory(2 * page)).Build().ReasonAsync("How many?");

        result.Candidates.Should().BeEmpty();
        result.Limit!.Kind.Should().Be(BudgetKind.Memory);
        result.Limit.Description.Should().Be($"key-value memory: 0 of {2 * page} bytes held; the next call may take {4 * page}");
    }

    [Fact]
    public async Task A_step_reads_no_more_than_its_path_is_counted()
    {
        using var tiny = new TinyModel(new() { CachedPrompts = 0 }, chat: true);
        var path = ReasoningPath.Root("How many é?", 3);
        for (var step = 0; step < 4 && path.IsOpen; step++)
        {
            var bound = tiny.Model.Costs.MostTokens(path, 10)!.Value;
            tiny.Model.Release(path);
            path = await tiny.ExtendAsync(path, new() { MaxTokens = 10 });
            var usage = path.Step!.Usage;
            (usage.Prompt + usage.CachedPrompt).Should().BeInRange(1, bound.Prompt);
            usage.Generated.Should().BeLessThanOrEqualTo(10);
        }
    }

    [Fact]
    public void A_model_is_called_by_its_family_unless_it_is_given_a_name()
    {
        using var unnamed = new TinyModel();
        using var named = new TinyModel(new() { Name = "tiny" });

        unnamed.Model.Costs.Model.Should().Be(unnamed.Model.Config.Family);
        named.Model.Costs.Model.Should().Be("tiny");
    }
}
