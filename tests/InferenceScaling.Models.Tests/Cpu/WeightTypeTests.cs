using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed class WeightTypeTests
{
    private static readonly DecoderConfig Config = new()
    {
        Family = "llama",
        VocabularySize = 301,
        OutputWidth = 301,
        ContextLength = 256,
        HiddenSize = 96,
        LayerCount = 2,
        Attention = new() { HeadCount = 6, KeyValueHeadCount = 2, HeadSize = 16, Scale = 0.25, InputBias = true },
        Rope = new() { RotaryDimensions = 16 },
        FeedForward = new() { IntermediateSize = 200, Gated = true },
        Layers = [new(), new()],
        Head = new() { Tied = true },
    };

    [Fact]
    public void A_bf16_checkpoint_gives_the_bits_of_fp32_in_half_the_memory()
    {
        using var halved = Open(TensorType.BF16);
        using var single = Open(TensorType.BF16, WeightType.F32);
        halved.WeightBytes.Should().BeLessThan(single.WeightBytes * 11 / 20);
        Same(Read(halved, 9), Read(single, 9));
    }

    [Fact]
    public void An_fp32_checkpoint_keeps_every_bit_unless_asked_otherwise()
    {
        using var automatic = Open(TensorType.F32);
        using var single = Open(TensorType.F32, WeightType.F32);
        using var halved = Open(TensorType.F32, WeightType.BF16);
        var expected = Read(single, 3);
        Same(Read(automatic, 3), expected);
        var rounded = Read(halved, 3);
        rounded.SelectMany(row => row).Should().NotEqual(expected.SelectMany(row => row));
        var scale = expected.SelectMany(row => row).Max(MathF.Abs);
        rounded.SelectMany(row => row).Should().Equal(expected.SelectMany(row => row), (left, right) => Math.Abs(left - right) < 0.05f * scale);
    }

    [Theory]
    [InlineData(WeightType.BF16, CacheType.F32)]
    [InlineData(WeightType.Int8, CacheType.F32)]
    [InlineData(WeightType.Int8, CacheType.BF16)]
    [InlineData(WeightType.F32, CacheType.Int8)]
    public void A_rows_bits_do_not_depend_on_its_batch(WeightType type, CacheType cache)
    {
        using var executor = Open(TensorType.BF16, type, cache);
        var alone = Read(executor, 1)[0];
        foreach (var count in new[] { 2, 3, 5, 6, 7, 8, 13, 50, 128 })
            Same([Read(executor, count)[0]], [alone]);
    }

    [Theory]
    [InlineData(WeightType.F32)]
    [InlineData(WeightType.Int8)]
    public void Bits_do_not_depend_on_the_number_of_threads(WeightType type)
    {
        float[][] expected = [];
        foreach (var threads in new[] { 1, 2, 3 })
        {
            using var executor = new CpuExecutor(Config, new SyntheticWeights(Config, TensorType.BF16), new() { Threads = threads, WeightType = type });
            var found = Read(executor, 40);
            if (expected.Length > 0)
                Same(found, expected);
            expected = found;
        }
    }

    [Theory]
    [InlineData(16, 3, CacheType.F32)]
    [InlineData(32, 3, CacheType.Int8)]
    [InlineData(64, 1, CacheType.BF16)]
    [InlineData(64, 2, CacheType.BF16)]
    [InlineData(64, 3, CacheType.BF16)]
    [InlineData(64, 4, CacheType.BF16)]
    [InlineData(64, 5, CacheType.BF16)]
    [InlineData(128, 3, CacheType.BF16)]
    [InlineData(64, 3, CacheType.Int8)]
    [InlineData(112, 3, CacheType.F32)]
    public void Bits_do_not_depend_on_chunks_and_forks(int headSize, int group, CacheType cache)
    {
        var config = Config with { Attention = Config.Attention with { HeadSize = headSize, HeadCount = 2 * group }, Rope = new() { RotaryDimensions = headSize }, Layers = [new(), new(Window: 19)] };
        using var executor = new CpuExecutor(config, new SyntheticWeights(config, TensorType.BF16), new() { Threads = 2, CacheType = cache });
        var tokens = Enumerable.Range(0, 61).Select(index => index * 37 % 301).ToArray();
        var whole = new ExecutorSequences(executor).Append((0, tokens))[0];
        foreach (var chunk in new[] { 1, 2, 3, 5, 7, 16, 17, 33 })
        {
            foreach (var fork in new[] { false, true })
            {
                var pieces = new ExecutorSequences(executor);
                float[] last = [];
                foreach (var piece in tokens.Chunk(chunk))
                {
                    if (fork && last.Length > 0)
                        pieces.Fork(0);
                    last = pieces.Append((0, piece))[0];
                }

                Same([last], [whole]);
            }
        }
    }

    [Theory]
    [InlineData(TensorType.BF16, WeightType.Auto)]
    [InlineData(TensorType.F32, WeightType.Auto)]
    [InlineData(TensorType.F32, WeightType.BF16)]
    [InlineData(TensorType.F16, WeightType.Auto)]
    [InlineData(TensorType.Q8_0, WeightType.Auto)]
    [InlineData(TensorType.BF16, WeightType.Int8)]
    public void The_estimate_is_what_the_executor_takes(TensorType stored, WeightType type)
    {
        var config = WholePanels;
        var weights = new SyntheticWeights(config, stored);
        var backend = Backend.Cpu(new() { Threads = 1, WeightType = type });
        using var executor = backend.CreateExecutor(config, weights);

        // Only the norms are missing from the executor's count.
        const int Norms = (2 * 2) + 1;
        backend.EstimateMemory(config, weights).WeightBytes.Should().Be(executor.WeightBytes + (Norms * 128 * sizeof(float)));
    }

    [Fact]
    public void Int8_is_near_fp32_in_a_quarter_of_the_memory()
    {
        using var quantized = Open(TensorType.F32, WeightType.Int8);
        using var single = Open(TensorType.F32, WeightType.F32);
        MemoryOf(WeightType.Int8).Should().BeLessThan(MemoryOf(WeightType.F32) * 27 / 100);
        var expected = Read(single, 9).SelectMany(row => row).ToArray();
        var found = Read(quantized, 9).SelectMany(row => row).ToArray();
        var error = found.Zip(expected, (left, right) => Math.Pow(left - right, 2)).Sum();
        Math.Sqrt(error / expected.Sum(value => Math.Pow(value, 2))).Should().BeInRange(1e-4, 0.03);
    }

    // Nothing is padded.
    private static DecoderConfig WholePanels => Config with { HiddenSize = 128, VocabularySize = 320, OutputWidth = 320, Attention = Config.Attention with { HeadCount = 8 }, FeedForward = Config.FeedForward with { IntermediateSize = 192 } };

    private static long MemoryOf(WeightType type) => Backend.Cpu(new() { Threads = 1, WeightType = type }).EstimateMemory(WholePanels, new SyntheticWeights(WholePanels, TensorType.F32)).WeightBytes;

    // With bf16, queries and probabilities are rounded as keys and values are.
    [Theory]
    [InlineData(CacheType.BF16, 2, 0.005)]
    [InlineData(CacheType.Int8, 3, 0.01)]
    public void Smaller_caches_are_near_fp32(CacheType cache, int smaller, double error)
    {
        using var rounded = Open(TensorType.F32, WeightType.F32, cache);
        using var single = Open(TensorType.F32, WeightType.F32);
        (rounded.BytesPerPage * smaller).Should().BeLessThanOrEqualTo(single.BytesPerPage);
        Backend.Cpu(new() { CacheType = cache }).EstimateMemory(Config).KvBytesPerToken.Should().Be(rounded.BytesPerPage / rounded.PageSize);
        var expected = Read(single, 9).SelectMany(row => row).ToArray();
        var difference = Read(rounded, 9).SelectMany(row => row).Zip(expected, (left, right) => Math.Pow(left - right, 2)).Sum();
        Math.Sqrt(difference / expected.Sum(value => Math.Pow(value, 2))).Should().BeInRange(1e-5, error);
    }

    [Fact]
    public void Large_models_take_two_bytes_a_weight()
    {
        var large = Config with { HiddenSize = 4096, VocabularySize = 300_000, OutputWidth = 300_000 };
        var estimate = Backend.Cpu().EstimateMemory(large);
        var exact = Backend.Cpu(new() { WeightType = WeightType.F32 }).EstimateMemory(large);
        exact.WeightBytes.Should().BeGreaterThan(WeightPrecision.LargestSingles);
        ((double)estimate.WeightBytes / exact.WeightBytes).Should().BeApproximately(0.5, 0.001);
    }

    [Fact]
    public void A_type_that_is_none_is_refused()
    {
        var act = () => Open(TensorType.F32, (WeightType)7);
        act.Should().Throw<ArgumentOutOfRangeException>().WithMessage("WeightType is 7; expected Auto, F32, BF16 or Int8.*");
    }

    private static CpuExecutor Open(TensorType stored, WeightType type = WeightType.Auto, CacheType cache = CacheType.F32) => new(Config, new SyntheticWeights(Config, stored), new() { Threads = 2, WeightType = type, CacheType = cache });

    private static float[][] Read(IDecoderExecutor executor, int count)
    {
        var sequences = new ExecutorSequences(executor);
        var prompts = sequences.Append([.. Enumerable.Range(0, count).Select(number => (number, Enumerable.Range(0, number == 0 ? 21 : 1 + (number % 7)).Select(index => ((index * 37) + number) % 301).ToArray()))]);
        var next = sequences.Append([.. Enumerable.Range(0, count).Select(number => (number, new[] { 5 + number }))]);
        return [.. prompts.Zip(next, (first, second) => first.Concat(second).ToArray())];
    }

    private static void Same(float[][] found, float[][] expected)
    {
        expected.SelectMany(row => row).Max(MathF.Abs).Should().BeGreaterThan(0.1f);
        found.SelectMany(row => row).Select(BitConverter.SingleToInt32Bits).Should().Equal(expected.SelectMany(row => row).Select(BitConverter.SingleToInt32Bits));
    }
}
