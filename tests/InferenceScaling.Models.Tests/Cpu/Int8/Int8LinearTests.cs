using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Cpu;

namespace InferenceScaling.Models.Tests.Cpu.Int8;

public sealed class Int8LinearTests
{
    private static readonly DecoderConfig Config = new()
    {
        Family = "llama",
        VocabularySize = 300,
        OutputWidth = 300,
        ContextLength = 64,
        HiddenSize = 100,
        LayerCount = 1,
        Attention = new() { HeadCount = 4, KeyValueHeadCount = 2, HeadSize = 32, Scale = 0.2 },
        FeedForward = new() { IntermediateSize = 325, Gated = true },
        Layers = [new()],
    };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(700, 2)]
    public void Rows_that_are_normed_or_activated_as_they_are_rounded_give_the_bits_of_rows_that_were_before(int rows, int threads)
    {
        using var kernels = new CpuKernels(Config, threads, new(WeightType.Int8, Config), CacheType.F32);
        var weights = new SyntheticWeights(Config, TensorType.F32);
        var norm = kernels.Norm(weights, "layers.0.feed_forward_norm");
        var up = kernels.Linear(weights, "layers.0.feed_forward.gate", "layers.0.feed_forward.up");
        var down = kernels.Linear(weights, "layers.0.feed_forward.down");
        using var input = kernels.Pool.Rent(rows, Config.HiddenSize);
        for (var index = 0; index < input.Span.Length; index++)
            input.Span[index] = MathF.Sin(index * 0.7f) * (1 + (index % 13));

        using var normed = norm.Apply(input);
        using var wide = up.Apply(normed);
        using var active = kernels.Activate(wide, Activation.Silu, gated: true);
        using var expected = down.Apply(active);

        using var wideAtOnce = kernels.Apply(norm, up, input);
        wideAtOnce.Span.SequenceEqual(wide.Span).Should().BeTrue();
        using var atOnce = kernels.Apply(Activation.Silu, gated: true, down, wide);
        atOnce.Span.SequenceEqual(expected.Span).Should().BeTrue();
        expected.Span.ContainsAnyExcept(0f).Should().BeTrue();
    }

    [Theory]
    [InlineData(1, 1, 1.0)]
    [InlineData(7, 1, 0.7)]
    [InlineData(700, 2, 0.7)]
    [InlineData(700, 3, 1.0)]
    public void Products_that_are_added_where_they_are_computed_give_the_bits_of_products_added_later(int rows, int threads, double scale)
    {
        using var kernels = new CpuKernels(Config, threads, new(WeightType.Int8, Config), CacheType.F32);
        var weights = new SyntheticWeights(Config, TensorType.F32);
        var up = kernels.Linear(weights, "layers.0.feed_forward.gate", "layers.0.feed_forward.up");
        var down = kernels.Linear(weights, "layers.0.feed_forward.down");
        using var input = kernels.Pool.Rent(rows, Config.HiddenSize);
        using var target = kernels.Pool.Rent(rows, Config.HiddenSize);
        using var expected = kernels.Pool.Rent(rows, Config.HiddenSize);
        for (var index = 0; index < input.Span.Length; index++)
        {
            input.Span[index] = MathF.Sin(index * 0.7f) * (1 + (index % 13));
            target.Span[index] = expected.Span[index] = MathF.Cos(index * 0.3f);
        }

        using var wide = up.Apply(input);
        using var product = kernels.Apply(Activation.Silu, gated: true, down, wide);
        kernels.Add(expected, product, scale);
        kernels.AddProduct(target, Activation.Silu, gated: true, down, wide, scale);
        target.Span.SequenceEqual(expected.Span).Should().BeTrue();

        using var active = kernels.Activate(wide, Activation.Silu, gated: true);
        kernels.Add(expected, product, scale);
        kernels.AddProduct(target, down, active, scale);
        target.Span.SequenceEqual(expected.Span).Should().BeTrue();
    }
}
