using System.Collections.Concurrent;
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
        using var pool = new WorkerPool(threads, new ProcessorShare(64));
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

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_thread_begins_with_the_same_part_of_every_work(int threads)
    {
        using var pool = new WorkerPool(threads, new ProcessorShare(64));
        using var meeting = new Meeting(threads);
        for (var round = 0; round < 100; round++)
            pool.Run(meeting, threads);
        meeting.Mismatches.Should().Be(0);
    }

    [Fact]
    public void Whoever_is_through_takes_pieces_of_the_others()
    {
        using var pool = new WorkerPool(2, new ProcessorShare(64));
        using var held = new Held(pieces: 20);
        pool.Run(held, 20);
        held.OthersWereDone.Should().BeTrue("nine of them lay behind the piece that held a thread");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_failing_piece_fails_the_caller_and_not_the_process(int threads)
    {
        using var pool = new WorkerPool(threads, new ProcessorShare(64));
        var act = () => pool.Run(new Failing(), 10);
        act.Should().Throw<InvalidOperationException>().WithInnerException<ArithmeticException>();
        var counter = new Counter(10);
        pool.Run(counter, 10);
        counter.Done.Should().OnlyContain(count => count == 1, "the pool goes on");
    }

    [Fact]
    public void Where_another_pool_computes_and_processors_are_few_the_caller_works_alone()
    {
        var share = new ProcessorShare(processors: 3);
        using var one = new WorkerPool(2, share);
        using var other = new WorkerPool(2, share);
        var workers = new Workers();
        one.Begin();
        other.Begin();
        other.Run(workers, 200);
        workers.Seen.Keys.Should().Equal(0);
        one.End();
        share.IsCrowded(isComputing: true).Should().BeFalse("the other is alone again");
        other.End();
        share.IsCrowded(isComputing: false).Should().BeFalse();
    }

    [Theory]
    [InlineData(1, 2, false)]
    [InlineData(2, 2, true)]
    [InlineData(2, 3, true)]
    [InlineData(2, 4, false)]
    [InlineData(3, 4, true)]
    public void Pools_are_crowded_with_less_than_two_processors_each(int pools, int processors, bool isCrowded)
    {
        var share = new ProcessorShare(processors);
        for (var pool = 0; pool < pools; pool++)
            share.Enter();
        share.IsCrowded(isComputing: true).Should().Be(isCrowded);
        share.Leave();
        share.IsCrowded(isComputing: false).Should().Be(isCrowded);
    }

    private sealed class Workers : ParallelWork
    {
        public ConcurrentDictionary<int, bool> Seen { get; } = new();

        public override void Do(int piece, int worker) => Seen[worker] = true;
    }

    // As many pieces as threads, and none goes on before all have come: each thread does one.
    private sealed class Meeting(int threads) : ParallelWork, IDisposable
    {
        private readonly Barrier _barrier = new(threads);
        private int _mismatches;

        public int Mismatches => _mismatches;

        public override void Do(int piece, int worker)
        {
            if (piece != worker)
                Interlocked.Increment(ref _mismatches);
            _barrier.SignalAndWait();
        }

        public void Dispose() => _barrier.Dispose();
    }

    // The first piece is through when all others are.
    private sealed class Held(int pieces) : ParallelWork, IDisposable
    {
        private readonly CountdownEvent _others = new(pieces - 1);

        public bool OthersWereDone { get; private set; }

        public override void Do(int piece, int worker)
        {
            if (piece == 0)
                OthersWereDone = _others.Wait(TimeSpan.FromSeconds(30));
            else
                _others.Signal();
        }

        public void Dispose() => _others.Dispose();
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
