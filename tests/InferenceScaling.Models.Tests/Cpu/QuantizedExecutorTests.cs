using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Cpu;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed class QuantizedExecutorTests
{
    private static readonly DecoderConfig Config = new()
    {
        Family = "llama",
        VocabularySize = 320,
        OutputWidth = 320,
        ContextLength = 256,
        HiddenSize = 128,
        LayerCount = 2,
        Attention = new() { HeadCount = 8, KeyValueHeadCount = 4, HeadSize = 16, Scale = 0.25, InputBias = true },
        Rope = new() { RotaryDimensions = 16 },
        FeedForward = new() { IntermediateSize = 192, Gated = true },
        Layers = [new(), new()],
        Head = new() { Tied = true },
    };

    public static TheoryData<int, int, bool, bool> WeightOnly => new() { { 4, 32, true, false }, { 4, 64, false, false }, { 4, 16, false, true }, { 8, 0, true, false }, { 8, 32, true, false }, { 8, 48, false, false } };

    [Theory]
    [MemberData(nameof(WeightOnly))]
    public void Weights_kept_in_integers_give_the_bits_of_their_fp32_values_in_less_memory(int bits, int groupSize, bool isSymmetric, bool isOrdered)
    {
        var format = new QuantizationFormat(bits, groupSize, isSymmetric);
        using var kept = Open(new(Config, _ => format, isOrdered));
        using var widened = Open(new(Config, _ => format, isOrdered) { IsSilent = true });
        (kept.WeightBytes * 3).Should().BeLessThan(widened.WeightBytes);
        foreach (var count in new[] { 1, 2, 7, 33, 64 })
            Same(Read(kept, count), Read(widened, count));
    }

    [Fact]
    public void Matrices_of_one_product_may_be_kept_in_different_ways()
    {
        static QuantizationFormat? FormatOf(string name) => name switch
        {
            _ when name.EndsWith("attention.q.weight", StringComparison.Ordinal) => new(4, 16, IsSymmetric: false),
            _ when name.EndsWith("attention.k.weight", StringComparison.Ordinal) => new(8, 0),
            _ when name.EndsWith("up.weight", StringComparison.Ordinal) => new(4, 16),
            _ when name.EndsWith("down.weight", StringComparison.Ordinal) => new(3, 64),
            _ => null,
        };
        using var kept = Open(new(Config, FormatOf));
        using var widened = Open(new(Config, FormatOf) { IsSilent = true });
        kept.WeightBytes.Should().BeLessThan(widened.WeightBytes);
        foreach (var count in new[] { 1, 64 })
            Same(Read(kept, count), Read(widened, count));
    }

    [Theory]
    [InlineData(4, 32, false)]
    [InlineData(8, 32, true)]
    [InlineData(8, 0, true)]
    public void A_rows_bits_depend_neither_on_its_batch_nor_on_threads(int bits, int groupSize, bool hasIntegerActivations)
    {
        var weights = new QuantizedWeights(Config, _ => new(bits, groupSize, HasIntegerActivations: hasIntegerActivations));
        using var executor = Open(weights, 1);
        using var shared = Open(weights, 2);
        var alone = Read(executor, 1)[0];
        for (var count = 2; count <= 64; count += count < 8 ? 1 : 7)
        {
            Same([Read(executor, count)[0]], [alone]);
            Same([Read(shared, count)[0]], [alone]);
        }
    }

    [Fact]
    public void Integer_activations_are_computed_with_integers_and_stay_near_fp32()
    {
        var format = new QuantizationFormat(8, 0, HasIntegerActivations: true);
        using var integers = Open(new(Config, name => name == "embed.weight" ? null : format));
        using var widened = Open(new(Config, name => name == "embed.weight" ? null : format) { IsSilent = true });
        var expected = Read(widened, 9).SelectMany(row => row).ToArray();
        var found = Read(integers, 9).SelectMany(row => row).ToArray();
        var error = Math.Sqrt(found.Zip(expected, (left, right) => Math.Pow(left - right, 2)).Sum() / expected.Sum(value => Math.Pow(value, 2)));
        error.Should().BeInRange(1e-5, 0.03);
    }

    [Theory]
    [InlineData(WeightType.F32)]
    [InlineData(WeightType.BF16)]
    [InlineData(WeightType.Int8)]
    public void A_type_that_is_asked_for_is_what_it_says(WeightType type)
    {
        var format = new QuantizationFormat(4, 32);
        using var kept = Open(new(Config, _ => format), 2, type);
        using var widened = Open(new(Config, _ => format) { IsSilent = true }, 2, type);
        kept.WeightBytes.Should().Be(widened.WeightBytes);
        Same(Read(kept, 3), Read(widened, 3));
    }

    [Theory]
    [InlineData(4, 32, true, false)]
    [InlineData(4, 64, false, false)]
    [InlineData(8, 0, true, false)]
    [InlineData(8, 32, true, true)]
    [InlineData(8, 0, true, true)]
    [InlineData(8, 0, false, true)]
    [InlineData(4, 32, true, true)]
    public void The_estimate_is_what_the_executor_takes(int bits, int groupSize, bool isSymmetric, bool hasIntegerActivations)
    {
        // Matrices that fill whole panels: nothing is padded, and only the norms are missing from the executor's count.
        var weights = new QuantizedWeights(Config, _ => new(bits, groupSize, isSymmetric, hasIntegerActivations));
        var backend = Backend.Cpu(new() { Threads = 1 });
        using var executor = backend.CreateExecutor(Config, weights);
        const int Norms = (2 * 2) + 1;
        backend.EstimateMemory(Config, weights).WeightBytes.Should().Be(executor.WeightBytes + (Norms * 128 * sizeof(float)));
    }

    private static CpuExecutor Open(QuantizedWeights weights, int threads = 2, WeightType type = WeightType.Auto) => new(Config, weights, new() { Threads = threads, WeightType = type });

    private static float[][] Read(CpuExecutor executor, int count)
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
