using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Cpu;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed class SharedWorkTests
{
    private static readonly DecoderConfig Config = new()
    {
        Family = "llama",
        VocabularySize = 32,
        OutputWidth = 32,
        ContextLength = 64,
        HiddenSize = 16,
        LayerCount = 1,
        Attention = new() { HeadCount = 2, KeyValueHeadCount = 1, HeadSize = 8 },
        FeedForward = new() { IntermediateSize = 32, Gated = true },
        Layers = [new()],
        Head = new() { Tied = true },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_piece_is_done_once_by_a_thread_that_has_a_number(int threads)
    {
        using var executor = new CpuExecutor(Config, new SyntheticWeights(Config, TensorType.F32), new() { Threads = threads });
        var done = new int[100];

        executor.Share(done.Length, (piece, thread) =>
        {
            thread.Should().BeInRange(0, executor.ThreadCount - 1);
            Interlocked.Increment(ref done[piece]);
        });

        executor.ThreadCount.Should().Be(threads);
        done.Should().OnlyContain(count => count == 1);
    }

    [Fact]
    public void A_disposed_executor_does_no_work()
    {
        var executor = new CpuExecutor(Config, new SyntheticWeights(Config, TensorType.F32));
        executor.Dispose();

        executor.Invoking(disposed => disposed.Share(1, (_, _) => { })).Should().Throw<ObjectDisposedException>();
    }
}
