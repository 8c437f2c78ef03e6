using InferenceScaling.Paths;

namespace InferenceScaling.Ledger.Tests;

public class PromptStateTests
{
    [Fact]
    public async Task A_prompts_state_is_the_same_beside_other_work_and_costs_the_path_nothing_more()
    {
        await using var model = LedgerModel.Load();
        var root = ReasoningPath.Root(LedgerProblems.HeldOut[3].Problem, 1);
        var alone = await model.ReadPromptAsync(root);

        var others = Enumerable.Range(0, 6).Select(index => model.GenerateStepAsync(ReasoningPath.Root(LedgerProblems.HeldOut[100 * (index % 6)].Problem, 1), index, new())).ToArray();
        var beside = await model.ReadPromptAsync(root);
        await Task.WhenAll(others);
        var step = await model.GenerateStepAsync(root, 0, new());

        alone.Values.Should().HaveCount(model.Language.Config.HiddenSize);
        alone.Values.Select(value => (double)value * value).Average().Should().BeApproximately(1, 0.01, "the final normalisation leaves a root mean square of 1");
        beside.Values.Should().Equal(alone.Values);
        alone.Usage.Prompt.Should().BePositive();
        (step.Usage.Prompt, step.Usage.Restored).Should().Be((0, 0), "the prompt is in the cache");
    }

    [Fact]
    public async Task Different_prompts_have_different_states()
    {
        await using var model = LedgerModel.Load();
        var states = new List<PromptState>();
        foreach (var index in new[] { 0, 100, 200, 300 })
            states.Add(await model.ReadPromptAsync(ReasoningPath.Root(LedgerProblems.HeldOut[index].Problem, 0)));

        states.Select(state => string.Join(' ', state.Values)).Distinct().Should().HaveCount(4);
        states.Should().OnlyContain(state => state.Values.All(float.IsFinite));
    }
}
