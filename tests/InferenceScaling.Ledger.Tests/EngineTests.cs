using System.Diagnostics;
using InferenceScaling.Answers;
using InferenceScaling.Models;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
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

    [Theory]
    [InlineData("cpu")]
    [InlineData("torch")]
    public async Task A_thousand_requests_leave_memory_where_it_was(string backend)
    {
        await using var model = LedgerModel.Load(backend == "torch" ? Backend.Torch() : Backend.Cpu());
        var options = new StepOptions { MaxTokens = 3 };
        await RequestsAsync(model, options, first: 0, count: 1000);

        // An allocator may grow late; a leak grows every time.
        var growth = long.MaxValue;
        for (var round = 1; round <= 4 && growth >= 8L << 20; round++)
        {
            var before = WorkingSet();
            await RequestsAsync(model, options, first: round * 1000, count: 1000);
            growth = WorkingSet() - before;
        }

        (await HeldPagesAsync(model)).Should().Be(0);
        growth.Should().BeLessThan(8L << 20, "nothing of 1,000 requests may stay behind");
    }

    [Fact]
    public async Task Cancelling_in_the_middle_of_a_batch_returns_at_once_and_frees_everything()
    {
        await using var model = LedgerModel.Load();
        using var reasoner = Reasoner.For(model).UseSelfConsistency(o => o.Samples = 256).Answering(AnswerDomain.Number).Build();
        using var cancellation = new CancellationTokenSource();
        var steps = 0;
        var sinceCancel = new Stopwatch();

        var act = async () =>
        {
            await foreach (var update in reasoner.ReasonStreamingAsync(Problem, cancellation.Token))
            {
                if (update is StepProduced && ++steps == 40)
                {
                    sinceCancel.Start();
                    await cancellation.CancelAsync();
                }
            }
        };

        await act.Should().ThrowAsync<OperationCanceledException>();

        // The promise is 100 ms on a machine of its own; the bound leaves room for a machine that is shared.
        sinceCancel.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(1));
        (await HeldPagesAsync(model)).Should().Be(0);
    }

    // Released pages go when the decoding thread next looks: one more request makes it look, and its own release is the last.
    private static async Task<int> HeldPagesAsync(LedgerModel model)
    {
        for (var attempt = 0; attempt < 100 && model.Language.Memory.Cache.HeldPages > 0; attempt++)
        {
            var root = ReasoningPath.Root(Problem, (ulong)attempt);
            model.Release(root.Extend(0, await model.GenerateStepAsync(root, 0, new() { MaxTokens = 1 })));
            await Task.Yield();
        }

        return model.Language.Memory.Cache.HeldPages;
    }

    private static async Task RequestsAsync(LedgerModel model, StepOptions options, int first, int count)
    {
        var requests = Enumerable.Range(first, count).Select(async seed =>
        {
            var root = ReasoningPath.Root(Problem, (ulong)seed);
            var child = root.Extend(0, await model.GenerateStepAsync(root, 0, options));
            model.Release(child);
            model.Release(root);
        });
        await Task.WhenAll(requests);
    }

    private static long WorkingSet()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
