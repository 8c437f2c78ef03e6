using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Tests.Decoding;

/// <summary>What several paths have in common is computed once, however they come to it, and none of them notices.</summary>
public sealed class SharedStepsTests
{
    private static readonly int[] Prompt = [5, 9, 13, 2, 7, 7, 3, 30, 41, 6, 8];
    private static readonly int[] Tokens = [11, 12, 13, 14, 15];
    private static readonly SamplingOptions Greedy = new() { Temperature = 0 };

    [Fact]
    public async Task Paths_that_draw_the_same_tokens_cost_the_rows_of_one()
    {
        using var gate = new Gate();
        using var fixture = new LoopFixture(beforeRun: _ => gate.Pass());
        var asked = Enumerable.Range(0, 16).Select(seed => fixture.GenerateAsync(Prompt, fixture.Settings((ulong)seed, maxTokens: 8, sampling: Greedy))).ToArray();
        gate.Open();
        foreach (var path in await Task.WhenAll(asked))
            path.Tokens.Should().Equal(fixture.Expected(Prompt, 0, 8, Greedy));
        fixture.Executor.RowsRun.Should().Be(Prompt.Length - 1 + 8);
    }

    [Fact]
    public async Task Paths_part_where_their_tokens_do()
    {
        using var gate = new Gate();
        using var fixture = new LoopFixture(beforeRun: _ => gate.Pass(), bias: Foresee(Prompt.Length + 5));
        var asked = Enumerable.Range(0, 24).Select(seed => fixture.GenerateAsync(Prompt, fixture.Settings((ulong)seed, maxTokens: 12))).ToArray();
        gate.Open();
        var paths = await Task.WhenAll(asked);
        for (var seed = 0; seed < 24; seed++)
            paths[seed].Tokens.Should().Equal(fixture.Expected(Prompt, (ulong)seed, 12));

        // A row for every distinct beginning that a token was drawn after, and no other.
        var beginnings = paths.SelectMany(path => Enumerable.Range(0, 12).Select(length => string.Join(' ', path.Tokens.Take(length)))).Distinct().Count();
        beginnings.Should().BeInRange(6 + 24, (24 * 7) + 5);
        fixture.Executor.RowsRun.Should().Be(Prompt.Length - 1 + beginnings);
    }

    [Fact]
    public async Task Paths_that_come_to_the_same_step_one_after_the_other_go_on_together()
    {
        using var gate = new Gate();
        gate.Open();
        using var fixture = new LoopFixture(beforeRun: _ => gate.Pass());
        var first = await fixture.GenerateAsync(Prompt, fixture.Settings(1, maxTokens: 6, sampling: Greedy));
        var second = await fixture.GenerateAsync(Prompt, fixture.Settings(2, maxTokens: 6, sampling: Greedy));
        (await fixture.SettleAsync(usage => usage.LivePages <= 3 + 2)).LivePages.Should().Be(3 + 2, "the prompt has ten tokens and the step six, four a page, and the step is kept once");
        var rows = fixture.Executor.RowsRun;

        gate.Close();
        var other = fixture.GenerateAsync([1, 2], fixture.Settings(1, maxTokens: 1));
        await gate.Reached;
        var asked = new[] { first, second }.Select(parent => fixture.GenerateAsync(parent.Continuation!, fixture.Settings(3, maxTokens: 4, sampling: Greedy))).ToArray();
        gate.Open();
        foreach (var child in await Task.WhenAll(asked))
            child.Tokens.Should().Equal(fixture.Expected(Prompt.Concat(first.Tokens), 3, 4, Greedy));
        await other;
        (fixture.Executor.RowsRun - rows).Should().Be(2 + 4);
    }

    [Fact]
    public async Task A_step_that_was_read_is_not_read_for_another_path()
    {
        using var fixture = new LoopFixture();
        var first = await ReadAsync(fixture, Tokens);
        var rows = fixture.Executor.RowsRun;
        var second = await ReadAsync(fixture, Tokens);
        fixture.Executor.RowsRun.Should().Be(rows);
        (first.WasKnown, second.WasKnown).Should().Be((false, true));
        second.Values.Should().Equal(first.Values).And.Equal(Tokens.Select((token, index) => Sampler.LogProbability(fixture.Executor.Logits([.. Prompt, .. Tokens[..index]]), token)));

        var after = await ReadAsync(fixture, first.Continuation!, [16, 17]);
        var afterSecond = await ReadAsync(fixture, second.Continuation!, [16, 17]);
        afterSecond.WasKnown.Should().BeTrue("both paths go on from one context");
        afterSecond.Values.Should().Equal(after.Values);
        foreach (var outcome in new[] { first, second, after, afterSecond })
            outcome.Continuation!.Release();
        await fixture.SettleAsync();
        (await ReadAsync(fixture, Tokens)).WasKnown.Should().BeFalse("nobody keeps the step any more");
    }

    [Fact]
    public async Task Who_reads_the_same_step_at_a_time_waits_for_one_reader()
    {
        using var gate = new Gate();
        using var fixture = new LoopFixture(new() { ContextLength = 512, TokensPerPass = 13, MaxSequences = 12 }, beforeRun: _ => gate.Pass());
        var asked = Enumerable.Range(0, 8).Select(_ => ReadAsync(fixture, Tokens)).ToArray();
        gate.Open();
        var outcomes = await Task.WhenAll(asked);
        outcomes.Count(outcome => outcome.WasKnown).Should().Be(7);
        outcomes.Should().AllSatisfy(outcome => outcome.Values.Should().Equal(outcomes[0].Values));
        fixture.Executor.RowsRun.Should().Be(Prompt.Length - 1 + Tokens.Length);
    }

    [Fact]
    public async Task A_reader_that_leaves_is_replaced()
    {
        using var gate = new Gate();
        using var fixture = new LoopFixture(beforeRun: batch =>
        {
            if (batch.Tokens.Contains(Tokens[0]))
                gate.Pass();
        });
        using var cancellation = new CancellationTokenSource();
        var leaving = ReadAsync(fixture, Tokens, cancellation.Token);
        await gate.Reached;
        var staying = new[] { ReadAsync(fixture, Tokens), ReadAsync(fixture, Tokens) };
        await cancellation.CancelAsync();
        gate.Open();
        await leaving.Invoking(it => it).Should().ThrowAsync<OperationCanceledException>();
        var outcomes = await Task.WhenAll(staying);
        outcomes.Select(outcome => outcome.WasKnown).Should().BeEquivalentTo([false, true]);
        outcomes[0].Values.Should().Equal(outcomes[1].Values);
        foreach (var outcome in outcomes)
            outcome.Continuation!.Release();
        await fixture.SettleAsync();
    }

    [Fact]
    public async Task A_reader_that_fails_fails_alone()
    {
        var broken = true;
        using var fixture = new LoopFixture(beforeRun: batch =>
        {
            if (broken && batch.Tokens.Contains(Tokens[0]))
            {
                broken = false;
                throw new IOException("device lost");
            }
        });
        var asked = new[] { ReadAsync(fixture, Tokens), ReadAsync(fixture, Tokens), ReadAsync(fixture, Tokens) };
        var failed = 0;
        foreach (var reading in asked)
        {
            try
            {
                (await reading).Values.Should().HaveCount(Tokens.Length);
            }
            catch (IOException)
            {
                failed++;
            }
        }

        failed.Should().Be(1);
    }

    [Fact]
    public async Task Another_question_about_the_same_tokens_is_another_reading()
    {
        using var fixture = new LoopFixture(config: HashExecutor.Tiny(outputs: 2));
        bool[] end = [false, false, false, false, true];
        var first = await AskAsync(end);
        (await AskAsync(end)).WasKnown.Should().BeTrue();
        (await AskAsync([false, true, false, false, true])).WasKnown.Should().BeFalse();
        (await AskAsync(end, surplus: 2)).WasKnown.Should().BeFalse();
        (await AskAsync(end, reader: (outputs, values) => values[0] = outputs[0])).WasKnown.Should().BeFalse();
        (await AskAsync(end, keep: false)).WasKnown.Should().BeFalse("what is not kept is not looked for");
        first.Values.Should().Equal(fixture.Executor.Logits([.. Prompt, .. Tokens]));

        Task<ReadOutcome> AskAsync(bool[] marks, int surplus = 0, OutputReader? reader = null, bool keep = true) =>
            new ReadRequest(Tokens, marks, reader is null ? 2 : 1, keep, reader, surplus) { ContextTokens = Prompt }.RunAsync(fixture.Loop.Queue, default);
    }

    [Fact]
    public async Task What_was_read_and_is_forgotten_is_freed()
    {
        using var fixture = new LoopFixture();
        await ForgetAsync();
        await fixture.SettleAsync(usage => usage.HeldPages > 0);
        await fixture.CollectAsync();
        fixture.Loop.Usage.HeldPages.Should().Be(0);

        async Task ForgetAsync() => (await ReadAsync(fixture, Tokens)).Continuation.Should().NotBeNull();
    }

    [Fact]
    public async Task Contexts_of_one_step_are_evicted_together()
    {
        // 17 pages of 4 tokens: a context of 64.
        using var fixture = new LoopFixture(new() { ContextLength = 64, KvBytes = 17 * 40 });
        var first = await fixture.GenerateAsync(Prompt, fixture.Settings(1, maxTokens: 30, sampling: Greedy));
        var second = await fixture.GenerateAsync(Prompt, fixture.Settings(2, maxTokens: 30, sampling: Greedy));
        var other = await fixture.GenerateAsync([1, 2, 3], fixture.Settings(3, maxTokens: 55)).WaitAsync(TimeSpan.FromSeconds(20));
        other.Tokens.Should().Equal(fixture.Expected([1, 2, 3], 3, 55));
        foreach (var parent in new[] { first, second })
        {
            var child = await fixture.GenerateAsync(parent.Continuation!, fixture.Settings(4, maxTokens: 10)).WaitAsync(TimeSpan.FromSeconds(20));
            child.Tokens.Should().Equal(fixture.Expected(Prompt.Concat(parent.Tokens), 4, 10));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sharing_among_cancellation_and_shortage_changes_no_result(int seed)
    {
        // Most tokens are foreseen, so that most paths have most in common.
        using var fixture = new LoopFixture(
            new() { ContextLength = 64, KvBytes = 30 * 40, TokensPerPass = 24, MaxSequences = 12, CachedPrompts = 1, QueueCapacity = 8 },
            bias: (context, logits) => logits[context[^1] % 5] += 9);
        var random = new PathRandom((ulong)seed);
        await Parallel.ForAsync(0, 150, new ParallelOptions { MaxDegreeOfParallelism = 40 }, async (number, _) =>
        {
            var place = random.Child(number);
            int[] prompt = [.. Prompt.AsSpan(0, 9 + (number % 2))];
            using var cancellation = new CancellationTokenSource();
            if (place.Bits(2) % 3 == 0)
                cancellation.CancelAfter(TimeSpan.FromMilliseconds(place.Bits(3) % 20));
            try
            {
                var first = await fixture.GenerateAsync(prompt, fixture.Settings(place.Key, maxTokens: 8), cancellation.Token);
                first.Tokens.Should().Equal(fixture.Expected(prompt, place.Key, 8));
                var read = await ReadAsync(fixture, first.Continuation!, [3, 1, (int)(place.Bits(4) % 2)], cancellation.Token);
                read.Values[1].Should().Be(Sampler.LogProbability(fixture.Executor.Logits([.. prompt, .. first.Tokens, 3]), 1));
                var second = await fixture.GenerateAsync(first.Continuation!, fixture.Settings(place.Child(1).Key, maxTokens: 8), cancellation.Token);
                second.Tokens.Should().Equal(fixture.Expected(prompt.Concat(first.Tokens), place.Child(1).Key, 8));
                foreach (var handle in new[] { first.Continuation, read.Continuation, second.Continuation })
                    handle?.Release();
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
            }
        }).WaitAsync(TimeSpan.FromSeconds(30));

        await fixture.CollectAsync();
        fixture.Loop.Usage.HeldPages.Should().Be(0);
    }

    private static Task<ReadOutcome> ReadAsync(LoopFixture fixture, int[] tokens, CancellationToken cancellationToken = default) =>
        new ReadRequest(tokens, keep: true) { ContextTokens = Prompt }.RunAsync(fixture.Loop.Queue, cancellationToken);

    private static Task<ReadOutcome> ReadAsync(LoopFixture fixture, ContextHandle from, int[] tokens, CancellationToken cancellationToken = default)
    {
        from.TryAcquire().Should().BeTrue();
        return new ReadRequest(tokens, keep: true) { Handle = from }.RunAsync(fixture.Loop.Queue, cancellationToken);
    }

    /// <summary>Makes one token certain in contexts shorter than this.</summary>
    private static Action<int[], float[]> Foresee(int length) => (context, logits) =>
    {
        if (context.Length < length)
            logits[context.Length % 8] = 100;
    };

    /// <summary>Holds passes back until everything is asked.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _open = new();
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when the first pass stands before the closed gate.</summary>
        public Task Reached => _reached.Task;

        public void Open() => _open.Set();

        public void Close() => _open.Reset();

        public void Pass()
        {
            if (!_open.IsSet)
                _reached.TrySetResult();
            _open.Wait();
        }

        public void Dispose() => _open.Dispose();
    }
}
