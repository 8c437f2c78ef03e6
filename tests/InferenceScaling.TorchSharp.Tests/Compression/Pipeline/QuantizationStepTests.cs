using InferenceScaling.Ledger;
using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Quantization;
using InferenceScaling.TorchSharp.Compression.Steps;
using InferenceScaling.TorchSharp.Tests.Decoder;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pipeline;

public class QuantizationStepTests
{
    public static TheoryData<string> Folding => ["llama", "many heads", "biases and both norms", "layers of their own sizes"];

    [Fact]
    public async Task Eight_bits_are_nearly_the_original()
    {
        var step = await CompressAsync(Int8.Dynamic());
        step.Fidelity!.MeanDivergence.Should().BeInRange(1e-9, 1e-3);
        step.Fidelity.SameToken.Should().BeGreaterThan(0.995);
        step.StoredBytes.Should().BeLessThan((long)(2 * step.Weights * 0.62));
        step.Layers.Should().HaveCount(36).And.OnlyContain(layer => layer.Remark == null && layer.Error > 0 && layer.Error < 0.02);
    }

    [Fact]
    public async Task Four_bits_by_GPTQ_are_nearer_than_rounded()
    {
        var nearest = await CompressAsync(Int4.WeightOnly(groupSize: 0));
        var gptq = await CompressAsync(Int4.WeightOnly(groupSize: 0).WithGptq());
        gptq.Fidelity!.MeanDivergence.Should().BeLessThan(nearest.Fidelity!.MeanDivergence / 1.5);
        gptq.Fidelity.MeanDivergence.Should().BeLessThan(0.03);
        gptq.Layers.Should().OnlyContain(layer => layer.Remark == null);
    }

    [Theory]
    [MemberData(nameof(Folding))]
    public void Scales_folded_into_what_makes_the_inputs_change_no_output(string name)
    {
        var config = Decoder(name);
        var weights = new RandomWeights(config);
        var folded = new FoldedWeights(weights, config.Norm);
        var random = new Random(5);
        var count = 0;
        foreach (var group in Enumerable.Range(0, config.LayerCount).SelectMany(layer => LayerMatrices.Of(config, layer)).Where(group => group.Maker is not null))
        {
            folded.Fold(group, [.. Enumerable.Range(0, (int)weights.Shape(group.Names[0] + ".weight")[1]).Select(_ => (float)Math.Exp((random.NextDouble() - 0.5) * 3))]);
            count++;
        }

        count.Should().BeGreaterThan(config.LayerCount);
        var tokens = Sequences.Tokens(3, 24, config.VocabularySize);
        var (before, after) = (Subjects.Read(config, weights, tokens), Subjects.Read(config, folded, tokens));
        before.Zip(after, (one, other) => Math.Abs(one - other)).Max().Should().BeLessThan(1e-4f);
    }

    [Theory]
    [InlineData("smooth")]
    [InlineData("aware")]
    public async Task Scales_that_texts_give_change_no_output_before_rounding(string kind)
    {
        // 8 bits with a scale for every 8 inputs: what is left of the difference is rounding.
        await using var model = Subjects.Model(Subjects.Llama);
        var scheme = Int8.WeightOnly(groupSize: 8);
        await using var plain = await ModelCompressor.For(model).CalibrateWith(Subjects.FewTexts).Quantize(scheme).RunAsync();
        await using var scaled = await ModelCompressor.For(model).CalibrateWith(Subjects.FewTexts).Quantize(kind == "smooth" ? scheme.WithSmoothing() : scheme.WithActivationAwareScales()).RunAsync();

        Norm(scaled).Should().NotEqual(Norm(plain));
        scaled.Report.Final!.Fidelity!.MeanDivergence.Should().BeLessThan(10 * plain.Report.Final!.Fidelity!.MeanDivergence);

        static float[] Norm(CompressionResult result)
        {
            var norm = new float[64];
            result.Decoder.Weights.Read("layers.1.attention_norm.weight", 0, norm);
            return norm;
        }
    }

    [Fact]
    public async Task Norms_without_weights_cannot_take_the_scales_of_SmoothQuant()
    {
        await using var model = LedgerModel.Load();
        var compressor = ModelCompressor.For(model.Language).CalibrateWith(Subjects.FewTexts).Quantize(Int8.Dynamic().WithSmoothing());
        await compressor.Invoking(c => c.RunAsync()).Should().ThrowAsync<CompressionException>().WithMessage("SmoothQuant folds scales into the norms*norms without weights*WithSmoothing*");
    }

    [Fact]
    public async Task The_head_is_quantised_only_where_asked_and_tied_ones_with_their_embedding()
    {
        var config = Subjects.Llama with { Head = new() { Tied = true } };
        await using var model = Subjects.Model(config);
        await using var without = await ModelCompressor.For(model).Quantize(Int8.Dynamic()).RunAsync();
        await using var with = await ModelCompressor.For(model).Quantize(Int8.Dynamic().WithHead()).RunAsync();
        Subjects.Integers(without.Decoder).Keys.Should().HaveCount(28).And.NotContain("embed.weight");
        Subjects.Integers(with.Decoder).Keys.Should().HaveCount(29).And.Contain("embed.weight");
        with.Report.Final!.Layers[^1].Name.Should().Be("embed");
    }

    [Fact]
    public void Schemes_that_differ_have_names_that_differ()
    {
        QuantizationScheme[] schemes =
        [
            Int8.Dynamic(), Int8.Dynamic(64), Int8.WeightOnly(), Int8.WeightOnly(symmetric: false), Int4.WeightOnly(), Int4.WeightOnly(64), Int4.WeightOnly().WithGptq(), Int4.WeightOnly().WithGptq(false),
            Int4.WeightOnly().WithClipping(), Int4.WeightOnly().WithClipping(true), Int4.WeightOnly().WithActivationAwareScales(), Int8.Dynamic().WithHead(), Int8.Dynamic().OnlyWhereFaster(),
            Int8.Dynamic().WithSmoothing(0.501), Int8.Dynamic().WithSmoothing(0.502), Int8.Dynamic().Within(0.01234), Int8.Dynamic().Within(0.01233),
        ];
        schemes.Select(scheme => scheme.ToString()).Should().OnlyHaveUniqueItems();
    }

    private static DecoderConfig Decoder(string name) => name switch
    {
        "llama" => Subjects.Llama,
        "many heads" => Subjects.Llama with { Attention = new() { HeadCount = 4, KeyValueHeadCount = 4, HeadSize = 16, Scale = 0.25, InputBias = true, OutputBias = true } },
        "biases and both norms" => Decoders.Odd,
        _ => Decoders.Uneven,
    };

    private static async Task<StepReport> CompressAsync(QuantizationScheme scheme)
    {
        await using var model = LedgerModel.Load();
        await using var result = await ModelCompressor.For(model.Language).CalibrateWith(Subjects.Texts).Quantize(scheme).RunAsync();
        return result.Report.Steps.Single();
    }
}
