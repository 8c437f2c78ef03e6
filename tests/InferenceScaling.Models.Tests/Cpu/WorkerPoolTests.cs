using InferenceScaling.Models.Cpu;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_piece_is_done_exactly_once_in_every_round(int threads)
    {
        using var pool = new WorkerPool(threads);
        var counter = new Counter(301);
        for (var round = 1; round <= 400; round++)
        {
            var pieces = 1 + (round % 300);
            Array.Clear(counter.Done);
            pool.Run(counter, pieces);
            counter.Done.Take(pieces).Should().OnlyContain(count => count == 1);
            counter.Done.Skip(pieces).Should().OnlyContain(count => count == 0);
        }
    }

    [Fact]
    public void A_failing_piece_fails_the_caller_and_not_the_process()
    {
        using var pool = new WorkerPool(2);
        var act = () => pool.Run(new Failing(), 10);
        act.Should().Throw<InvalidOperationException>().WithInnerException<ArithmeticException>();
        var counter = new Counter(10);
        pool.Run(counter, 10);
        counter.Done.Should().OnlyContain(count => count == 1, "the pool goes on");
    }

    private sealed class Counter(int pieces) : ParallelWork
    {
        public int[] Done { get; } = new int[pieces];

        public override void Do(int piece, int worker) => Interlocked.Increment(ref Done[piece]);
    }

    private sealed class Failing : ParallelWork
    {
        public override void Do(int piece, int worker)
        {
            if (piece == 3)
                throw new ArithmeticException("three");
        }
    }
}
