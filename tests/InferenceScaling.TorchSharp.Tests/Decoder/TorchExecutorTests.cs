using InferenceScaling.Models;
using InferenceScaling.Models.Decoding;
using InferenceScaling.TorchSharp.Decoder;
using TorchSharp;

namespace InferenceScaling.TorchSharp.Tests.Decoder;

public sealed class TorchExecutorTests
{
    [Fact]
    public void A_thousand_passes_leave_no_tensor_behind()
    {
        using var executor = new TorchExecutor(Decoders.Odd, new RandomWeights(Decoders.Odd));
        executor.Reserve(64);
        Pass(executor);
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var before = statistics.ThreadTotalLiveCount;
        for (var pass = 0; pass < 1000; pass++)
            Pass(executor);
        statistics.ThreadTotalLiveCount.Should().Be(before);
    }

    [Fact]
    public void Disposing_frees_the_weights()
    {
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var before = statistics.ThreadTotalLiveCount;
        using (var executor = new TorchExecutor(Decoders.Odd, new RandomWeights(Decoders.Odd)))
        {
            executor.Reserve(4);
            statistics.ThreadTotalLiveCount.Should().BeGreaterThan(before);
        }

        statistics.ThreadTotalLiveCount.Should().Be(before);
    }

    [Fact]
    public void Weights_outlive_a_scope_of_the_application()
    {
        TorchExecutor executor;
        using (torch.NewDisposeScope())
            executor = new TorchExecutor(Decoders.Odd, new RandomWeights(Decoders.Odd));
        using (executor)
            Pass(executor);
    }

    [Fact]
    public void A_used_executor_that_was_disposed_says_so()
    {
        var executor = Backend.Torch().CreateExecutor(Decoders.Odd, new RandomWeights(Decoders.Odd));
        executor.Dispose();
        executor.Dispose();
        var act = () => executor.Reserve(1);
        act.Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Tokens_and_slots_outside_the_model_are_refused()
    {
        foreach (var backend in new[] { Backend.Cpu(), Backend.Torch() })
        {
            using var executor = backend.CreateExecutor(Decoders.Odd, new RandomWeights(Decoders.Odd));
            using var sequences = new Sequences(executor);
            var token = () => sequences.Append((0, [37]));
            token.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*Token 37*37*");
            var tree = new KvTree(executor.PageSize, 100_000);
            var leaf = tree.Fork(null);
            tree.TryAppend(leaf, [1]);
            var batch = new DecoderBatch();
            batch.AddSequence(leaf, 1);
            batch.AddRow(1, 0, 1_000_000, [], true);
            var slot = () => executor.Run(batch, new float[37]);
            slot.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*1000000*Reserve*");
            tree.Release(leaf);
        }
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    [InlineData("")]
    public void An_unknown_device_is_refused_by_name(string device)
    {
        var act = () => Backend.Torch(device);
        act.Should().Throw<ArgumentException>().WithMessage($"*'{device}'*cuda*");
    }

    private static void Pass(TorchExecutor executor)
    {
        using var sequences = new Sequences(executor);
        sequences.Append((0, [1, 2, 3]), (1, [4]));
        sequences.LivePages.Should().Be(2);
    }
}
