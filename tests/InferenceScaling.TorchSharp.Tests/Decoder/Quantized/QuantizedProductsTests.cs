using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Decoder;
using InferenceScaling.TorchSharp.Tests.Compression.Pipeline;
using TorchSharp;

namespace InferenceScaling.TorchSharp.Tests.Decoder.Quantized;

public sealed class QuantizedProductsTests
{
    public static TheoryData<string> Names => ["llama", "ledger", "odd", "uneven"];

    public static TheoryData<int, int, bool, bool> Widened => new()
    {
        // bits, group, symmetric, integer activations
        { 8, 32, true, true },
        { 8, 0, false, true },
        { 8, 0, true, false },
        { 4, 0, true, true },
        { 4, 32, false, false },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Products_of_integers_are_those_of_rounded_activations(string name)
    {
        var config = Config(name);
        var weights = Integers(config);
        using var reference = new TokenRoundingExecutor(config, weights);
        var (expected, integers, widened) = (Run(reference), Run(config, weights, QuantizedProducts.Always), Run(config, weights, QuantizedProducts.Never));
        Distance(integers, widened).Should().BeInRange(1e-3, 0.05, "activations are rounded");

        // An activation halfway between two codes goes either way with the last bit of what came before, and takes the rest of its sequence along.
        var distances = integers.Chunk(config.OutputWidth).Zip(expected.Chunk(config.OutputWidth), Distance).Order().ToArray();
        distances[distances.Length / 2].Should().BeLessThan(1e-5);
        distances[^1].Should().BeLessThan(0.05);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_managed_executor_differs_by_rounding_alone(string name)
    {
        var config = Config(name);
        var weights = Integers(config);
        using var managed = Backend.Cpu(new() { Threads = 1 }).CreateExecutor(config, weights);
        Distance(Run(config, weights, QuantizedProducts.Always), Run(managed)).Should().BeInRange(1e-3, 0.05);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Never_and_Auto_on_a_CPU_have_the_bits_of_widened_weights(string name)
    {
        var config = Config(name);
        var weights = Integers(config);
        var expected = Run(config, QuantizedWeights.Widened(config, weights), QuantizedProducts.Always);
        Run(config, weights, QuantizedProducts.Never).Should().Equal(expected);
        Run(config, weights, QuantizedProducts.Auto).Should().Equal(expected);
    }

    [Theory]
    [MemberData(nameof(Widened))]
    public void Formats_that_one_exact_product_cannot_multiply_are_widened(int bits, int group, bool isSymmetric, bool hasIntegerActivations)
    {
        var config = Subjects.Llama;
        var weights = QuantizedWeights.Of(config, new(bits, group, isSymmetric, hasIntegerActivations), IsInLayer);
        Run(config, weights, QuantizedProducts.Always).Should().Equal(Run(config, weights, QuantizedProducts.Never));
    }

    [Theory]
    [InlineData(".attention.q.weight", "of queries, keys and values, which are one product, the keys and values are not in integers")]
    [InlineData("embed.weight", "the tied embedding is looked up in fp32")]
    public void Matrices_that_share_a_tensor_with_numbers_are_widened(string part, string reason)
    {
        var config = Subjects.Llama with { Head = new() { Tied = true } };
        var weights = QuantizedWeights.Of(config, IntegerMatrices.Format, name => name.EndsWith(part, StringComparison.Ordinal));
        weights.Quantized.Should().NotBeEmpty();
        Run(config, weights, QuantizedProducts.Always).Should().Equal(Run(config, weights, QuantizedProducts.Never), reason);
    }

    [Fact]
    public void A_head_of_its_own_is_multiplied_as_integers()
    {
        var weights = QuantizedWeights.Of(Subjects.Llama, IntegerMatrices.Format, name => name == "head.weight");
        Distance(Run(Subjects.Llama, weights, QuantizedProducts.Always), Run(Subjects.Llama, weights, QuantizedProducts.Never)).Should().BeInRange(1e-4, 0.03);
    }

    [Fact]
    public void Integers_take_a_quarter_of_the_memory()
    {
        var weights = QuantizedWeights.Of(Subjects.Llama, IntegerMatrices.Format, IsInLayer);
        using var integers = new TorchExecutor(Subjects.Llama, weights, new() { QuantizedProducts = QuantizedProducts.Always });
        using var widened = new TorchExecutor(Subjects.Llama, weights, new() { QuantizedProducts = QuantizedProducts.Never });
        var elements = weights.Quantized.Values.Sum(matrix => (long)matrix.Codes.Length);
        var scales = weights.Quantized.Values.Sum(matrix => (long)matrix.Scales.Length);
        (widened.WeightBytes - integers.WeightBytes).Should().Be((3 * elements) - (sizeof(float) * scales));
    }

    [Fact]
    public void Many_passes_leave_no_tensor_behind_and_disposing_frees_all()
    {
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var empty = statistics.ThreadTotalLiveCount;
        using (var executor = new TorchExecutor(Decoders.Odd, Integers(Decoders.Odd), new() { QuantizedProducts = QuantizedProducts.Always }))
        {
            executor.Reserve(64);
            Run(executor);
            var before = statistics.ThreadTotalLiveCount;
            for (var pass = 0; pass < 50; pass++)
                Run(executor);
            statistics.ThreadTotalLiveCount.Should().Be(before);
        }

        statistics.ThreadTotalLiveCount.Should().Be(empty);
    }

    [Fact]
    public void The_logger_hears_how_many_matrices_are_integers()
    {
        var logger = new ListLogger();
        var weights = QuantizedWeights.Of(Subjects.Llama, IntegerMatrices.Format, name => name.EndsWith(".down.weight", StringComparison.Ordinal) || name.EndsWith(".attention.q.weight", StringComparison.Ordinal));
        weights.Quantized.Should().HaveCount(8);
        new TorchExecutor(Subjects.Llama, weights, new() { QuantizedProducts = QuantizedProducts.Always, Logger = logger }).Dispose();
        logger.Messages.Should().Equal("Of the quantised matrices 4 are multiplied as integers, 4 are widened.");
    }

    [Fact]
    public void A_setting_that_does_not_exist_is_refused_by_name()
    {
        var options = new TorchOptions { QuantizedProducts = (QuantizedProducts)7 };
        var backend = () => Backend.Torch(options);
        var executor = () => new TorchExecutor(Decoders.Odd, new RandomWeights(Decoders.Odd), options);
        backend.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*QuantizedProducts is 7*Auto, Always or Never*");
        executor.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*QuantizedProducts is 7*Auto, Always or Never*");
    }

    [Fact]
    public void Backends_that_answer_differently_have_different_names()
    {
        Backend.Torch().ToString().Should().Be("libtorch (cpu)");
        Backend.Torch("cuda").ToString().Should().Be("libtorch (cuda, integer products)");
        Backend.Torch(new TorchOptions { Device = "cuda", QuantizedProducts = QuantizedProducts.Never }).ToString().Should().Be("libtorch (cuda)");
        Backend.Torch(new TorchOptions { DataType = TorchDataType.BFloat16, QuantizedProducts = QuantizedProducts.Always }).ToString().Should().Be("libtorch (cpu, BFloat16, integer products)");
    }

    // Every token goes to all experts: rounding would change which, not by how much.
    private static DecoderConfig Config(string name) => name switch
    {
        "llama" => Subjects.Llama,
        "ledger" => Decoders.Ledger,
        "odd" => Decoders.Odd with { Experts = Decoders.Odd.Experts! with { PerToken = 4 } },
        _ => Decoders.Uneven with { Experts = Decoders.Odd.Experts! with { PerToken = 4 } },
    };

    private static bool IsInLayer(string name) => name.StartsWith("layers.", StringComparison.Ordinal);

    private static OverlaidWeights Integers(DecoderConfig config) => QuantizedWeights.Of(config, IntegerMatrices.Format, IsInLayer);

    private static float[] Run(DecoderConfig config, IDecoderWeights weights, QuantizedProducts products)
    {
        using var executor = new TorchExecutor(config, weights, new() { QuantizedProducts = products });
        return Run(executor);
    }

    private static float[] Run(IDecoderExecutor executor)
    {
        using var sequences = new Sequences(executor);
        var vocabulary = executor.Config.VocabularySize;
        var prompts = sequences.Append([.. Enumerable.Range(0, 9).Select(number => (number, Sequences.Tokens(number, 1 + (2 * number), vocabulary)))]);
        var next = sequences.Append([.. Enumerable.Range(0, 9).Select(number => (number, new[] { number }))]);
        return [.. prompts.Values.Concat(next.Values).SelectMany(values => values)];
    }

    // The root of the mean squared difference, over that of the outputs.
    private static double Distance(float[] found, float[] expected)
    {
        found.Should().OnlyContain(value => float.IsFinite(value));
        return Math.Sqrt(found.Zip(expected, (one, other) => Math.Pow(one - (double)other, 2)).Sum() / expected.Sum(value => Math.Pow(value, 2)));
    }
}
