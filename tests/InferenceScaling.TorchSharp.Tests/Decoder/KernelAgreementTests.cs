using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;
using InferenceScaling.TorchSharp.Decoder;

namespace InferenceScaling.TorchSharp.Tests.Decoder;

/// <summary>Managed kernels against libtorch's operators.</summary>
public sealed class KernelAgreementTests
{
    public static TheoryData<int, int, int, int, double> Shapes => new()
    {
        // heads, key-value heads, head size, window, soft cap
        { 1, 1, 2, 0, 0 },
        { 4, 4, 8, 0, 0 },
        { 4, 2, 16, 3, 0 },
        { 6, 2, 10, 0, 2 },
        { 9, 3, 64, 0, 0 },
        { 8, 1, 80, 17, 0 },
        { 2, 2, 96, 0, 30 },
        { 2, 1, 128, 1, 0 },
        { 1, 1, 130, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Attention_agrees_on_every_shape(int heads, int shared, int size, int window, double cap)
    {
        var config = Decoders.SmolLm2Shaped with
        {
            HiddenSize = 48,
            VocabularySize = 50,
            OutputWidth = 50,
            Attention = new() { HeadCount = heads, KeyValueHeadCount = shared, HeadSize = size, Scale = 1 / Math.Sqrt(size), SoftCap = cap },
            Rope = new() { RotaryDimensions = size },
            FeedForward = new() { IntermediateSize = 40, Gated = true },
            Layers = [new(), new(Window: window)],
        };
        Agree(config, 1e-5);
    }

    [Fact]
    public void Every_odd_feature_agrees() => Agree(Decoders.Odd, 2e-5);

    [Fact]
    public void Layers_of_different_sizes_agree() => Agree(Decoders.Uneven, 2e-5);

    [Fact]
    public void Small_models_agree() => Agree(Decoders.Ledger, 2e-5);

    [Theory]
    [InlineData(Activation.Silu)]
    [InlineData(Activation.Gelu)]
    [InlineData(Activation.GeluTanh)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.ReluSquared)]
    public void Every_activation_agrees(Activation activation)
    {
        var config = Decoders.Odd with { FeedForward = Decoders.Odd.FeedForward with { Activation = activation } };
        Agree(config, 2e-5);
    }

    [Fact]
    public void Layer_norms_learned_positions_and_parallel_residuals_agree() => Agree(
        Decoders.Odd with
        {
            Norm = new() { Kind = NormKind.Layer, HasBias = true },
            Embedding = new() { LearnedPositions = true },
            Rope = null,
            LocalRope = null,
            Attention = Decoders.Odd.Attention with { QueryKeyNorm = QueryKeyNorm.Width },
            ParallelResidual = true,
        },
        2e-5);

    [Fact]
    public void Matrices_in_sixteen_bits_come_close_and_take_less_memory()
    {
        var weights = new RandomWeights(Decoders.SmolLm2Shaped);
        using var exact = new TorchExecutor(Decoders.SmolLm2Shaped, weights);
        using var rounded = new TorchExecutor(Decoders.SmolLm2Shaped, weights, new() { DataType = TorchDataType.BFloat16 });
        rounded.WeightBytes.Should().BeLessThan(exact.WeightBytes * 2 / 3);
        Compare(Run(rounded), Run(exact), 0.05);
    }

    private static void Agree(DecoderConfig config, double tolerance)
    {
        var weights = new RandomWeights(config);
        using var managed = new CpuExecutor(config, weights, new() { Threads = 2 });
        using var libtorch = new TorchExecutor(config, weights);
        Compare(Run(managed), Run(libtorch), tolerance);
    }

    private static float[] Run(IDecoderExecutor executor)
    {
        using var sequences = new Sequences(executor);
        var vocabulary = executor.Config.VocabularySize;
        var prompts = sequences.Append([.. Enumerable.Range(0, 5).Select(number => (number, Sequences.Tokens(number, 1 + (11 * number), vocabulary)))]);
        sequences.Fork(3);
        var next = sequences.Append([.. Enumerable.Range(0, 5).Select(number => (number, new[] { number }))]);
        return [.. prompts.Values.SelectMany(values => values), .. next.Values.SelectMany(values => values)];
    }

    private static void Compare(float[] found, float[] expected, double tolerance)
    {
        var scale = expected.Max(MathF.Abs);
        scale.Should().BeGreaterThan(0.1f, "a model of zeros would agree with anything");
        for (var index = 0; index < expected.Length; index++)
            (Math.Abs(found[index] - expected[index]) / scale).Should().BeLessThanOrEqualTo((float)tolerance, $"output {index} is {found[index]} and {expected[index]}");
    }
}
