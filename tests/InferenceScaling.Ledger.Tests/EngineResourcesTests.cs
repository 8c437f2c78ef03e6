using System.Diagnostics;
using InferenceScaling.Answers;
using InferenceScaling.Models;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Tests;
using InferenceScaling.TorchSharp;

namespace InferenceScaling.Ledger.Tests;

/// <summary>What requests leave behind, and how fast a cancelled one lets go. Measures the process, so nothing runs beside it.</summary>
[Collection(nameof(EngineResourcesTests))]
public class EngineResourcesTests
{
    private static readonly string Problem = LedgerProblems.HeldOut[250].Problem;

    [Theory]
    [InlineData("cpu")]
    [InlineData("torch")]
    public async Task A_thousand_requests_leave_memory_where_it_was(string backend)
    {
        await using var model = LedgerModel.Load(backend == "torch" ? Backend.Torch() : Backend.Cpu());
        var options = new StepOptions { MaxTokens = 3 };
        await RequestsAsync(model, options, first: 0, count: 1000);
        await RequestsAsync(model, options, first: 1000, count: 1000);
        for (var round = 2; round < 4; round++)
        {
            var before = ResidentMemory.Settled();
            await RequestsAsync(model, options, first: round * 1000, count: 1000);

            (await HeldPagesAsync(model)).Should().Be(0);
            (ResidentMemory.Settled() - before).Should().BeLessThan(8L << 20, "nothing of 1,000 requests may stay behind");
        }
    }

    [Fact]
    public async Task Cancelling_in_the_middle_of_a_batch_returns_within_100_ms_and_frees_everything()
    {
        await using var model = LedgerModel.Load();
        using var reasoner = Reasoner.For(model).UseSelfConsistency(o => o.Samples = 256).Answering(AnswerDomain.Number).Build();
        var latencies = new List<TimeSpan>();
        for (var attempt = 0; attempt < 9; attempt++)
        {
            latencies.Add(await CancelAsync(reasoner, (ulong)attempt));
            (await HeldPagesAsync(model)).Should().Be(0);
        }

        // The median: a machine that is shared may stop the process for longer than that once.
        latencies.Order().ElementAt(latencies.Count / 2).Should().BeLessThan(TimeSpan.FromMilliseconds(100));
    }

    private static async Task<TimeSpan> CancelAsync(IReasoner reasoner, ulong seed)
    {
        using var cancellation = new CancellationTokenSource();
        var steps = 0;
        var sinceCancel = new Stopwatch();
        var act = async () =>
        {
            await foreach (var update in reasoner.ReasonStreamingAsync(new() { Prompt = Problem, Seed = seed }, cancellation.Token))
            {
                if (update is StepProduced && ++steps == 40)
                {
                    sinceCancel.Start();
                    await cancellation.CancelAsync();
                }
            }
        };

        await act.Should().ThrowAsync<OperationCanceledException>();
        return sinceCancel.Elapsed;
    }

    // The decoding thread frees what was released when it next looks, which it does at once; but it is another thread.
    private static async Task<int> HeldPagesAsync(LedgerModel model)
    {
        var start = Stopwatch.GetTimestamp();
        while (model.Language.Memory.Cache.HeldPages > 0 && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10))
            await Task.Delay(1);
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

    [CollectionDefinition(nameof(EngineResourcesTests), DisableParallelization = true)]
    public sealed class Alone;
}
