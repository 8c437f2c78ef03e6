using System.Collections.Frozen;
using System.Diagnostics;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Tests.Decoding;

/// <summary>A decoding loop over a <see cref="HashExecutor"/>, and the same computed in a few plain lines.</summary>
internal sealed class LoopFixture : IDisposable
{
    private static readonly byte[] Letters = [.. Enumerable.Range(32, 64).Select(value => (byte)value)];
    private static readonly BytePatterns Nothing = BytePatterns.Create([], "none");

    public LoopFixture(DecodingLimits? limits = null, Action<DecoderBatch>? beforeRun = null, DecoderConfig? config = null, Action<int[], float[]>? bias = null, int endOfText = -1, int threads = 1)
    {
        Executor = new HashExecutor { Config = config ?? HashExecutor.Tiny(), ThreadCount = threads, BeforeRun = beforeRun, Bias = bias };
        Limits = limits ?? new DecodingLimits { ContextLength = 512 };
        Loop = new(() => Executor, Limits);
        Vocabulary = new(Executor.Config.VocabularySize, FrozenSet.ToFrozenSet([endOfText]), id => Letters.AsSpan(id & 63, 1));
    }

    public HashExecutor Executor { get; }

    public DecodingLimits Limits { get; }

    public DecodingLoop Loop { get; }

    public Vocabulary Vocabulary { get; init; }

    public GenerationSettings Settings(ulong seed, int maxTokens = 16, SamplingOptions? sampling = null, string[]? delimiters = null) => new()
    {
        Sampling = sampling ?? new(),
        Random = new(seed),
        MaxTokens = maxTokens,
        ContextLength = Loop.ContextLength,
        Matcher = new(delimiters is null ? Nothing : BytePatterns.Create([.. delimiters], "d"), Nothing, [], []),
    };

    public Task<GeneratedTokens> GenerateAsync(int[] prompt, GenerationSettings settings, CancellationToken cancellationToken = default) =>
        new GenerateRequest(settings, Vocabulary) { ContextTokens = prompt }.RunAsync(Loop.Queue, cancellationToken);

    public Task<GeneratedTokens> GenerateAsync(ContextHandle from, GenerationSettings settings, CancellationToken cancellationToken = default)
    {
        from.TryAcquire().Should().BeTrue();
        return new GenerateRequest(settings, Vocabulary) { Handle = from }.RunAsync(Loop.Queue, cancellationToken);
    }

    /// <summary>The tokens by definition: the whole context anew for every one.</summary>
    public List<int> Expected(IEnumerable<int> prompt, ulong seed, int count, SamplingOptions? sampling = null)
    {
        var sampler = new Sampler();
        var context = prompt.ToList();
        var tokens = new List<int>();
        while (tokens.Count < count && (tokens.Count == 0 || !Vocabulary.EndOfText.Contains(tokens[^1])))
        {
            var previous = context.Distinct().ToArray();
            tokens.Add(sampler.Sample(Executor.Logits([.. context]), Vocabulary.Size, previous, sampling ?? new(), new PathRandom(seed).Uniform((ulong)tokens.Count)).Id);
            context.Add(tokens[^1]);
        }

        return tokens;
    }

    /// <summary>Waits until the loop has freed what nobody holds.</summary>
    public async Task<KvUsage> SettleAsync(Func<KvUsage, bool>? condition = null)
    {
        condition ??= usage => usage.HeldPages == 0;
        var start = Stopwatch.GetTimestamp();
        while (!condition(Loop.Usage) && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10))
            await Task.Delay(1);
        condition(Loop.Usage).Should().BeTrue($"the cache should settle, but holds {Loop.Usage}");
        return Loop.Usage;
    }

    /// <summary>Collects results that a cancelled caller never took, until their contexts are freed.</summary>
    public async Task CollectAsync()
    {
        for (var attempt = 0; attempt < 200 && Loop.Usage.HeldPages > 0; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(2);
        }
    }

    public void Dispose() => Loop.Dispose();
}
