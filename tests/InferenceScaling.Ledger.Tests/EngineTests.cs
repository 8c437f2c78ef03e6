using InferenceScaling.Models;
using InferenceScaling.Paths;
using InferenceScaling.TorchSharp;

namespace InferenceScaling.Ledger.Tests;

/// <summary>Promises of the engine, kept with real weights on both executors.</summary>
public class EngineTests
{
    private static readonly string Problem = LedgerProblems.HeldOut[250].Problem;

    [Fact]
    public async Task A_batch_of_64_gives_the_tokens_of_64_batches_of_one()
    {
        await using var model = LedgerModel.Load();
        var root = ReasoningPath.Root(Problem, seed: 5);
        var options = new StepOptions { Delimiters = [], MaxTokens = 80 };

        var together = await Task.WhenAll(Enumerable.Range(0, 64).Select(ordinal => model.GenerateStepAsync(root, ordinal, options)));
        for (var ordinal = 0; ordinal < together.Length; ordinal++)
        {
            var alone = await model.GenerateStepAsync(root, ordinal, options);

            alone.Tokens.Should().Equal(together[ordinal].Tokens);
            alone.LogProbabilities.Should().Equal(together[ordinal].LogProbabilities, "the managed kernels give the same bits in every batch");
        }

        together.Select(step => step.Text).Distinct().Should().HaveCountGreaterThan(1, "64 equal samples would prove nothing");
    }

    [Fact]
    public async Task Both_executors_find_the_same_text_equally_likely()
    {
        await using var managed = LedgerModel.Load();
        await using var libtorch = LedgerModel.Load(Backend.Torch());
        foreach (var problem in LedgerProblems.HeldOut.Where((_, index) => index % 100 == 0))
        {
            var root = ReasoningPath.Root(problem.Problem, seed: 1);
            var step = await managed.GenerateStepAsync(root, 0, new() { Delimiters = [], MaxTokens = 64 });
            var scored = await libtorch.Language.ScoreStepAsync(root.Extend(0, step with { Continuation = null }));

            scored.LogProbabilities.Should().BeCloseToElements([.. step.LogProbabilities.Select(value => (double)value)], 2e-3);
        }
    }
}
