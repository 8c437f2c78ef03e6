using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Tests.Decoding;

public sealed class DecodingLoopTests
{
    private static readonly int[] Prompt = [5, 9, 13, 2, 7, 7, 3, 30, 41, 6, 8];

    [Fact]
    public async Task Tokens_are_those_of_the_plain_definition()
    {
        using var fixture = new LoopFixture();
        var result = await fixture.GenerateAsync(Prompt, fixture.Settings(1));
        result.Tokens.Should().Equal(fixture.Expected(Prompt, 1, 16));
        result.PromptTokens.Should().Be(Prompt.Length);
    }

    [Fact]
    public async Task Batches_of_1_and_64_give_the_same_tokens()
    {
        using var allAsked = new ManualResetEventSlim();
        using var fixture = new LoopFixture(endOfText: 0, beforeRun: _ => allAsked.Wait());
        var asked = Enumerable.Range(0, 64).Select(seed => fixture.GenerateAsync(Prompt, fixture.Settings((ulong)seed))).ToArray();
        allAsked.Set();
        var together = await Task.WhenAll(asked);
        fixture.Executor.LargestPass.Should().BeGreaterThan(30);
        for (var seed = 0; seed < 64; seed++)
        {
            var alone = await fixture.GenerateAsync(Prompt, fixture.Settings((ulong)seed));
            together[seed].Tokens.Should().Equal(alone.Tokens).And.Equal(fixture.Expected(Prompt, (ulong)seed, 16));
            together[seed].LogProbabilities.Should().Equal(alone.LogProbabilities);
        }
    }

    [Fact]
    public async Task Concurrent_children_of_a_new_prompt_read_it_once()
    {
        using var fixture = new LoopFixture(new() { ContextLength = 4096, TokensPerPass = 64, MaxSequences = 40 });
        int[] prompt = [.. Enumerable.Range(0, 500).Select(id => 1 + (id % 60))];
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(seed => fixture.GenerateAsync(prompt, fixture.Settings((ulong)seed, maxTokens: 1))));
        fixture.Executor.RowsRun.Should().Be(499 + 1, "their first tokens come of one row");
        results.Sum(result => result.PromptTokens).Should().Be(500);
        results.Count(result => result.CachedPromptTokens == 500).Should().Be(15);
        fixture.Executor.LargestPass.Should().BeLessThanOrEqualTo(64);
        results[3].Tokens.Should().Equal(fixture.Expected(prompt, 3, 1));
    }

    [Fact]
    public async Task A_prompt_that_begins_like_another_reads_the_rest_only()
    {
        using var fixture = new LoopFixture();
        await fixture.GenerateAsync(Prompt, fixture.Settings(1, maxTokens: 1));
        int[] longer = [.. Prompt, 4, 5];
        var result = await fixture.GenerateAsync(longer, fixture.Settings(2, maxTokens: 4));
        result.CachedPromptTokens.Should().Be(Prompt.Length - 1);
        result.PromptTokens.Should().Be(3);
        result.Tokens.Should().Equal(fixture.Expected(longer, 2, 4));
    }

    [Fact]
    public async Task Forks_go_on_from_a_shared_context_and_share_its_pages()
    {
        using var fixture = new LoopFixture();
        var parent = await fixture.GenerateAsync(Prompt, fixture.Settings(3, maxTokens: 6));
        var rows = fixture.Executor.RowsRun;
        var children = new GeneratedTokens[8];

        // One after the other, so that each has a row of its own.
        for (var child = 0; child < 8; child++)
            children[child] = await fixture.GenerateAsync(parent.Continuation!, fixture.Settings((ulong)(10 + child), maxTokens: 1));
        (fixture.Executor.RowsRun - rows).Should().Be(8);
        for (var child = 0; child < 8; child++)
            children[child].Tokens.Should().Equal(fixture.Expected(Prompt.Concat(parent.Tokens), (ulong)(10 + child), 1));
        children.Should().OnlyContain(child => child.PromptTokens == 0);
    }

    [Fact]
    public async Task The_repetition_penalty_sees_prompt_path_and_step()
    {
        using var fixture = new LoopFixture();
        var sampling = new SamplingOptions { RepetitionPenalty = 3, Temperature = 0.5 };
        var first = await fixture.GenerateAsync(Prompt, fixture.Settings(3, maxTokens: 5, sampling: sampling));
        first.Tokens.Should().Equal(fixture.Expected(Prompt, 3, 5, sampling));
        var second = await fixture.GenerateAsync(first.Continuation!, fixture.Settings(4, maxTokens: 5, sampling: sampling));
        second.Tokens.Should().Equal(fixture.Expected(Prompt.Concat(first.Tokens), 4, 5, sampling));
    }

    [Fact]
    public async Task Embedding_shifts_see_the_tokens_before_across_segments()
    {
        using var fixture = new LoopFixture(config: HashExecutor.Tiny(shifts: 3));
        var first = await fixture.GenerateAsync(Prompt, fixture.Settings(3, maxTokens: 1));
        var second = await fixture.GenerateAsync(first.Continuation!, fixture.Settings(4, maxTokens: 5));
        second.Tokens.Should().Equal(fixture.Expected(Prompt.Concat(first.Tokens), 4, 5));
    }

    [Fact]
    public async Task Scores_are_the_log_probabilities_of_the_given_tokens_and_can_be_continued()
    {
        using var fixture = new LoopFixture();
        int[] tokens = [11, 12, 13, 14];
        var first = await new ReadRequest(tokens[..2], keep: true) { ContextTokens = Prompt }.RunAsync(fixture.Loop.Queue, default);
        first.Continuation!.TryAcquire().Should().BeTrue();
        var rows = fixture.Executor.RowsRun;
        var second = await new ReadRequest(tokens[2..], keep: false) { Handle = first.Continuation }.RunAsync(fixture.Loop.Queue, default);
        (fixture.Executor.RowsRun - rows).Should().Be(2);
        for (var index = 0; index < 4; index++)
        {
            var expected = Sampler.LogProbability(fixture.Executor.Logits([.. Prompt, .. tokens[..index]]), tokens[index]);
            (index < 2 ? first : second).Values[index % 2].Should().Be(expected);
        }

        first.Continuation.Release();
        await fixture.SettleAsync();
    }

    [Fact]
    public async Task Heads_answer_at_marked_tokens_only()
    {
        using var fixture = new LoopFixture(config: HashExecutor.Tiny(outputs: 2), limits: new() { ContextLength = 512, TokensPerPass = 3, MaxSequences = 2 });
        int[] tokens = [11, 12, 13, 14, 15];
        var read = await new ReadRequest(tokens, [false, true, false, false, true], 2, keep: true).RunAsync(fixture.Loop.Queue, default);
        read.Values.Should().Equal([.. fixture.Executor.Logits(tokens[..2]), .. fixture.Executor.Logits(tokens)]);
        read.Continuation!.TryAcquire().Should().BeTrue();
        var more = await new ReadRequest([16], [true], 2, keep: false) { Handle = read.Continuation }.RunAsync(fixture.Loop.Queue, default);
        more.Values.Should().Equal(fixture.Executor.Logits([.. tokens, 16]));
    }

    [Fact]
    public async Task Surplus_tokens_are_read_and_not_kept()
    {
        using var fixture = new LoopFixture(config: HashExecutor.Tiny(outputs: 2));
        int[] tokens = [11, 12, 13, 14, 15];
        var read = await new ReadRequest(tokens, [false, false, false, false, true], 2, keep: true, surplus: 2) { ContextTokens = Prompt }.RunAsync(fixture.Loop.Queue, default);
        read.Values.Should().Equal(fixture.Executor.Logits([.. Prompt, .. tokens]));
        read.Continuation!.Length.Should().Be(Prompt.Length + 3);
        read.Continuation.TryAcquire().Should().BeTrue();
        var more = await new ReadRequest([16], [true], 2, keep: false) { Handle = read.Continuation }.RunAsync(fixture.Loop.Queue, default);
        more.Values.Should().Equal(fixture.Executor.Logits([.. Prompt, .. tokens[..3], 16]));
        read.Continuation.Release();
        await fixture.SettleAsync();
    }

    [Fact]
    public async Task Shortage_changes_nothing_for_requests_with_surplus_tokens()
    {
        using var fixture = new LoopFixture(new() { ContextLength = 64, KvBytes = 17 * 40, TokensPerPass = 24, MaxSequences = 12 }, config: HashExecutor.Tiny(outputs: 2));
        await Parallel.ForAsync(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (number, _) =>
        {
            int[] tokens = [.. Enumerable.Range(0, 30).Select(index => (number + (index * index)) % 60)];
            var marks = new bool[30];
            marks[^1] = true;
            var read = await new ReadRequest(tokens, marks, 2, keep: true, surplus: 20) { ContextTokens = Prompt }.RunAsync(fixture.Loop.Queue, default);
            read.Values.Should().Equal(fixture.Executor.Logits([.. Prompt, .. tokens]));
            if (read.Continuation is not { } kept)
                return;
            kept.TryAcquire().Should().BeTrue();
            var more = await new ReadRequest([16], [true], 2, keep: false) { Handle = kept }.RunAsync(fixture.Loop.Queue, default);
            more.Values.Should().Equal(fixture.Executor.Logits([.. Prompt, .. tokens[..10], 16]));
            kept.Release();
        }).WaitAsync(TimeSpan.FromSeconds(30));
        await fixture.SettleAsync();
    }

    [Fact]
    public async Task Cancellation_frees_everything_with_the_pass_that_runs()
    {
        using var insidePass = new SemaphoreSlim(0);
        using var mayEnd = new ManualResetEventSlim(initialState: true);
        using var fixture = new LoopFixture(new() { ContextLength = 100_000 }, beforeRun: _ =>
        {
            if (!mayEnd.IsSet)
                insidePass.Release();
            mayEnd.Wait();
        });
        using var cancellation = new CancellationTokenSource();
        var running = Enumerable.Range(0, 20).Select(seed => fixture.GenerateAsync(Prompt, fixture.Settings((ulong)seed, 90_000), cancellation.Token)).ToArray();
        await fixture.SettleAsync(usage => usage.LiveSegments > 10);
        mayEnd.Reset();
        await insidePass.WaitAsync();
        var passes = fixture.Executor.Passes;

        await cancellation.CancelAsync();
        foreach (var task in running)
            await task.Invoking(it => it).Should().ThrowAsync<OperationCanceledException>("a caller does not wait for the pass");
        mayEnd.Set();
        await fixture.SettleAsync();

        fixture.Executor.Passes.Should().Be(passes + 1, "only the pass that ran when the caller cancelled may end");
        fixture.Loop.Usage.LiveSegments.Should().Be(1, "only the prompt stays for the next request");
    }

    [Fact]
    public async Task A_thousand_requests_leak_nothing()
    {
        using var fixture = new LoopFixture(new() { ContextLength = 256, CachedPrompts = 0, QueueCapacity = 8 }, endOfText: 0);
        await Parallel.ForAsync(0, 1000, async (number, cancellation) =>
        {
            int[] prompt = [1 + (number % 7), .. Prompt];
            var first = await fixture.GenerateAsync(prompt, fixture.Settings((ulong)number, maxTokens: 4), cancellation);
            if (first.Continuation is not { } handle)
                return;
            var second = await fixture.GenerateAsync(handle, fixture.Settings((ulong)number, maxTokens: 4), cancellation);
            handle.Release();
            handle.Release();
            second.Continuation?.Release();
        });
        var usage = await fixture.SettleAsync(usage => usage.LivePages == 0);
        usage.LiveSegments.Should().Be(0);
    }

    [Fact]
    public async Task Memory_for_one_context_is_enough_for_many_requests()
    {
        // 17 pages of 4 tokens: a single context of 64, and eight requests of 11 + 30 tokens that want 11 pages each.
        using var fixture = new LoopFixture(new() { ContextLength = 64, KvBytes = 17 * 40 });
        var tasks = Enumerable.Range(0, 8).Select(seed => fixture.GenerateAsync([1 + seed, .. Prompt], fixture.Settings((ulong)seed, maxTokens: 30))).ToArray();
        var results = await Task.WhenAll(tasks).WaitAsync(TimeSpan.FromSeconds(20));
        for (var seed = 0; seed < 8; seed++)
        {
            results[seed].Tokens.Should().Equal(fixture.Expected([1 + seed, .. Prompt], (ulong)seed, 30));
            results[seed].PromptTokens.Should().Be(12, "what is computed again for want of memory is not charged");
        }

        // Their contexts were evicted; going on from them computes them again.
        var next = await fixture.GenerateAsync(results[0].Continuation!, fixture.Settings(77, maxTokens: 10)).WaitAsync(TimeSpan.FromSeconds(20));
        next.Tokens.Should().Equal(fixture.Expected([1, .. Prompt, .. results[0].Tokens], 77, 10));
        fixture.Loop.Usage.LivePages.Should().BeLessThanOrEqualTo(17);
    }

    [Theory]
    [InlineData(1, 1, 64)]
    [InlineData(2, 1, 64)]
    [InlineData(3, 3, 8192)]
    public async Task Cancellation_and_shortage_at_random_change_no_result(int seed, int threads, int vocabulary)
    {
        using var fixture = new LoopFixture(new() { ContextLength = 64, KvBytes = 30 * 40, TokensPerPass = 24, MaxSequences = 12, CachedPrompts = 3, QueueCapacity = 4 }, config: HashExecutor.Tiny(vocabulary), threads: threads);
        var random = new PathRandom((ulong)seed);
        await Parallel.ForAsync(0, 150, new ParallelOptions { MaxDegreeOfParallelism = 40 }, async (number, _) =>
        {
            var place = random.Child(number);
            int[] prompt = [.. Enumerable.Range(0, 1 + (int)(place.Bits(0) % 20)).Select(index => (int)((place.Bits(1) % 4) + (ulong)index) % 60)];
            using var cancellation = new CancellationTokenSource();
            if (place.Bits(2) % 3 == 0)
                cancellation.CancelAfter(TimeSpan.FromMilliseconds(place.Bits(3) % 20));
            try
            {
                var first = await fixture.GenerateAsync(prompt, fixture.Settings(place.Key, maxTokens: 1 + (int)(place.Bits(4) % 12)), cancellation.Token);
                first.Tokens.Should().Equal(fixture.Expected(prompt, place.Key, first.Tokens.Count));
                var children = Enumerable.Range(0, 3).Select(child => fixture.GenerateAsync(first.Continuation!, fixture.Settings(place.Child(child).Key, maxTokens: 6), cancellation.Token)).ToArray();
                for (var child = 0; child < 3; child++)
                {
                    var made = await children[child];
                    made.Tokens.Should().Equal(fixture.Expected(prompt.Concat(first.Tokens), place.Child(child).Key, 6));
                    made.Continuation!.Release();
                }

                first.Continuation!.Release();
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
            }
        }).WaitAsync(TimeSpan.FromSeconds(30));

        await fixture.CollectAsync();
        fixture.Loop.Usage.HeldPages.Should().Be(0);
        fixture.Loop.Usage.LivePages.Should().BeLessThanOrEqualTo(30);
        (fixture.Executor.SharedPieces > 0).Should().Be(threads > 1);
    }

    [Fact]
    public async Task Long_paths_of_short_steps_fit_where_their_contexts_do()
    {
        // Every step of one token takes a page of its own: the chain outgrows the memory long before the context is full, and is packed.
        using var fixture = new LoopFixture(new() { ContextLength = 64, KvBytes = 17 * 40 });
        var path = Prompt.ToList();
        ContextHandle? handle = null;
        for (var step = 0; step < 40; step++)
        {
            var settings = fixture.Settings((ulong)step, maxTokens: 1);
            var result = await (handle is null ? fixture.GenerateAsync(Prompt, settings) : fixture.GenerateAsync(handle, settings)).WaitAsync(TimeSpan.FromSeconds(20));
            result.Tokens.Should().Equal(fixture.Expected(path, (ulong)step, 1));
            path.AddRange(result.Tokens);
            handle = result.Continuation;
        }
    }

    [Fact]
    public async Task A_failing_pass_fails_its_requests_and_no_others()
    {
        var poison = false;
        using var fixture = new LoopFixture(beforeRun: batch =>
        {
            if (poison && batch.Tokens.Contains(63))
                throw new IOException("device lost");
        });
        (await fixture.GenerateAsync(Prompt, fixture.Settings(1))).Continuation!.Release();
        poison = true;
        int[] bad = [63, 1, 2, 3];
        var failing = new[] { 1UL, 2UL }.Select(seed => fixture.GenerateAsync(bad, fixture.Settings(seed))).ToArray();
        foreach (var task in failing)
            (await task.Invoking(it => it).Should().ThrowAsync<IOException>()).WithMessage("device lost");
        await fixture.SettleAsync();
        poison = false;
        (await fixture.GenerateAsync(bad, fixture.Settings(1))).Tokens.Should().Equal(fixture.Expected(bad, 1, 16));
    }

    [Fact]
    public async Task Broken_logits_fail_their_request_only()
    {
        using var fixture = new LoopFixture(bias: (context, logits) =>
        {
            if (context[0] == 9)
                logits[3] = float.NaN;
        });
        var healthy = fixture.GenerateAsync(Prompt, fixture.Settings(1));
        await fixture.Invoking(it => it.GenerateAsync([9, 1], fixture.Settings(1))).Should().ThrowAsync<ArithmeticException>().WithMessage("*token 3*");
        (await healthy).Tokens.Should().Equal(fixture.Expected(Prompt, 1, 16));
        await fixture.SettleAsync(usage => usage.LiveSegments <= 3);
    }

    [Fact]
    public async Task Threads_share_out_the_drawing_of_many_tokens_and_draw_the_same()
    {
        using var fixture = new LoopFixture(config: HashExecutor.Tiny(vocabulary: 4096), threads: 3);
        var answers = Enumerable.Range(0, 40).Select(number => (Prompt: (int[])[.. Prompt, number], Tokens: fixture.GenerateAsync([.. Prompt, number], fixture.Settings((ulong)number, 6)))).ToList();

        foreach (var (number, (prompt, tokens)) in answers.Index())
            (await tokens).Tokens.Should().Equal(fixture.Expected(prompt, (ulong)number, 6));

        fixture.Executor.SharedPieces.Should().BeGreaterThan(40);
    }

    [Fact]
    public async Task Broken_logits_fail_their_request_only_where_threads_share_out_the_drawing()
    {
        using var fixture = new LoopFixture(config: HashExecutor.Tiny(vocabulary: 32_768), threads: 2, bias: (context, logits) =>
        {
            if (context[0] == 9)
                logits[3] = float.NaN;
        });
        var healthy = Enumerable.Range(0, 4).Select(number => fixture.GenerateAsync([number, .. Prompt], fixture.Settings(1))).ToList();
        await fixture.Invoking(it => it.GenerateAsync([9, 1], fixture.Settings(1))).Should().ThrowAsync<ArithmeticException>().WithMessage("*token 3*");
        foreach (var (number, tokens) in healthy.Index())
            (await tokens).Tokens.Should().Equal(fixture.Expected([number, .. Prompt], 1, 16));
        fixture.Executor.SharedPieces.Should().BePositive();
    }

    [Fact]
    public async Task Disposal_ends_what_runs_and_what_comes()
    {
        var fixture = new LoopFixture(new() { ContextLength = 100_000 });
        var running = fixture.GenerateAsync(Prompt, fixture.Settings(1, 90_000));
        await fixture.SettleAsync(usage => usage.LivePages > 4);
        fixture.Dispose();
        fixture.Executor.IsDisposed.Should().BeTrue();
        await running.Invoking(it => it).Should().ThrowAsync<ObjectDisposedException>();
        await fixture.Invoking(it => it.GenerateAsync(Prompt, it.Settings(1))).Should().ThrowAsync<ObjectDisposedException>();
        fixture.Dispose();
    }

    [Fact]
    public void An_executor_that_cannot_be_made_is_the_constructors_error()
    {
        var create = () => new DecodingLoop(() => throw new IOException("no weights"), new() { ContextLength = 10 });
        create.Should().Throw<IOException>().WithMessage("no weights");
        create = () => new DecodingLoop(() => new HashExecutor { Config = HashExecutor.Tiny() }, new() { ContextLength = 100, KvBytes = 400 });
        create.Should().Throw<ArgumentException>().WithMessage("*400 bytes*36 tokens*context length is 100*");
    }

    [Fact]
    public async Task The_context_limit_ends_a_step_when_every_place_is_taken()
    {
        using var fixture = new LoopFixture(new() { ContextLength = 20 });
        var result = await fixture.GenerateAsync(Prompt, fixture.Settings(1, 100));
        result.Finish.Should().Be(StepFinish.ContextLimit);
        result.Tokens.Count.Should().Be(9);
        result.Continuation.Should().BeNull();
    }

    [Fact]
    public async Task A_forgotten_context_is_freed_by_the_finalizer()
    {
        using var fixture = new LoopFixture();
        await Forget(fixture);
        for (var attempt = 0; attempt < 100 && fixture.Loop.Usage.HeldPages > 0; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(5);
        }

        fixture.Loop.Usage.HeldPages.Should().Be(0);

        static async Task Forget(LoopFixture fixture) => await fixture.GenerateAsync(Prompt, fixture.Settings(3));
    }

    [Fact]
    public async Task A_token_allocates_next_to_nothing()
    {
        using var fixture = new LoopFixture(new() { ContextLength = 4096 });
        using var silent = new SilentExecutor();
        using var loop = new DecodingLoop(() => silent, fixture.Limits);
        await new GenerateRequest(fixture.Settings(1, 200), fixture.Vocabulary) { ContextTokens = Prompt }.RunAsync(loop.Queue, default);
        var before = silent.AllocatedBytes;
        await new GenerateRequest(fixture.Settings(1, 2000), fixture.Vocabulary) { ContextTokens = Prompt }.RunAsync(loop.Queue, default);
        ((silent.AllocatedBytes - before) / 2000).Should().BeLessThan(200);
    }

    /// <summary>Does no work, so that what the loop itself allocates can be seen.</summary>
    private sealed class SilentExecutor : IDecoderExecutor
    {
        private long _allocated;

        public DecoderConfig Config { get; } = HashExecutor.Tiny(vocabulary: 8);

        public int PageSize => 16;

        public long BytesPerPage => 16;

        public long WeightBytes => 0;

        public long AllocatedBytes => Volatile.Read(ref _allocated);

        public void Reserve(int pages)
        {
        }

        public void Run(DecoderBatch batch, Span<float> outputs)
        {
            outputs.Clear();
            Volatile.Write(ref _allocated, GC.GetAllocatedBytesForCurrentThread());
        }

        public void Dispose()
        {
        }
    }
}
