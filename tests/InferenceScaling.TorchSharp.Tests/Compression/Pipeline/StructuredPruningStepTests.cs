using System.Collections.Immutable;
using InferenceScaling.Ledger;
using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Structured;
using InferenceScaling.TorchSharp.Tests.Decoder;
using Scheme = InferenceScaling.TorchSharp.Compression.Structured.Structured;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pipeline;

public class StructuredPruningStepTests
{
    private static readonly ChannelScore Reversed = new("reversed", (decoder, context, cancellationToken) =>
    {
        var right = ChannelScore.ActivationNorm.Score(decoder, context, cancellationToken);
        return new([.. right.Neurons.Select(Negated)], [.. right.HeadGroups.Select(Negated)]);

        static ImmutableArray<double> Negated(ImmutableArray<double> scores) => [.. scores.Select(score => -score)];
    });

    private static readonly ChannelScore Broken = new("broken", (decoder, _, _) => new(
        [.. Enumerable.Range(0, decoder.Config.LayerCount).Select(layer => ImmutableArray.Create(new double[decoder.Config.FeedForwardWidth(layer)]))],
        [.. Enumerable.Range(0, decoder.Config.LayerCount).Select(layer => ImmutableArray.Create(new double[decoder.Config.AttentionOf(layer).KeyValueHeadCount]))]));

    [Fact]
    public async Task What_is_removed_is_not_stored_and_not_kept_in_memory()
    {
        await using var model = LedgerModel.Load();
        await using var result = await ModelCompressor.For(model.Language).CalibrateWith(Subjects.FewTexts).Prune(Scheme.FeedForward(0.5).Heads(0.25)).RunAsync();

        for (var layer = 0; layer < 6; layer++)
        {
            result.Decoder.Weights.Shape($"layers.{layer}.feed_forward.up.weight").ToArray().Should().Equal(256, 128);
            result.Decoder.Weights.Shape($"layers.{layer}.feed_forward.down.weight").ToArray().Should().Equal(128, 256);
            result.Decoder.Weights.Shape($"layers.{layer}.attention.q.weight").ToArray().Should().Equal(96, 128);
            result.Decoder.Weights.Shape($"layers.{layer}.attention.o.weight").ToArray().Should().Equal(128, 96);
        }

        var (original, step) = (result.Report.Original, result.Report.Final!);
        var gone = 6L * ((2 * 256 * 128) + (4 * 32 * 128));
        step.Weights.Should().Be(original.Weights - gone);
        step.StoredBytes.Should().Be(original.StoredBytes - (2 * gone));
        step.MemoryBytes.Should().BeLessThan(original.MemoryBytes - gone);
        step.Layers.Should().HaveCount(6).And.OnlyContain(layer => layer.Scheme.StartsWith("256 neurons, 3 heads, by "));
    }

    [Fact]
    public async Task Of_several_scores_the_one_of_least_divergence_is_kept()
    {
        await using var model = LedgerModel.Load();
        var compressor = ModelCompressor.For(model.Language).CalibrateWith(Subjects.FewTexts);
        await using var chosen = await compressor.Prune(Scheme.FeedForward(0.25).ScoredBy(Reversed, ChannelScore.ActivationNorm, Broken)).RunAsync();
        await using var wrong = await ModelCompressor.For(model.Language).CalibrateWith(Subjects.FewTexts).Prune(Scheme.FeedForward(0.25).ScoredBy(Reversed)).RunAsync();

        var step = chosen.Report.Final!;
        step.Layers.Should().OnlyContain(layer => layer.Scheme == "384 neurons, 4 heads, by activation norm");
        step.Layers[0].Divergence.Should().BeApproximately(step.Fidelity!.MeanDivergence, 1e-12);
        wrong.Report.Final!.Fidelity!.MeanDivergence.Should().BeGreaterThan(5 * step.Fidelity.MeanDivergence);
    }

    [Fact]
    public async Task Layers_that_change_the_residual_stream_least_go()
    {
        var config = Subjects.Llama;
        await using var model = Subjects.Model(config, new Faded(new RandomWeights(config), "layers.1."));
        await using var result = await ModelCompressor.For(model).CalibrateWith(Subjects.FewTexts).Prune(Scheme.Layers(1)).RunAsync();

        result.Report.Final!.Layers.Single().Name.Should().Be("layers.1");
        result.Report.Final.Layers.Single().Scheme.Should().Be("removed");
        result.Report.Final.Fidelity!.MeanDivergence.Should().BeLessThan(1e-4);
        result.Decoder.Config.LayerCount.Should().Be(3);
    }

    [Theory]
    [InlineData(0.7, 96)]
    [InlineData(0.5, 160)]
    [InlineData(0.45, 192)]
    [InlineData(0.99, 32)]
    [InlineData(0.01, 320)]
    public async Task Neurons_that_stay_are_rounded_up_to_whole_groups(double share, int kept)
    {
        var decoder = new CompressedDecoder(Subjects.Llama, new RandomWeights(Subjects.Llama));
        var step = new TorchSharp.Compression.Steps.StructuredPruningStep(Scheme.FeedForward(share).ScoredBy(Broken));
        var outcome = await step.ApplyAsync(decoder, new() { Calibration = Subjects.FewTexts }, CancellationToken.None);
        outcome.Decoder.Config.FeedForwardWidth(2).Should().Be(kept);
    }

    [Fact]
    public async Task Schemes_that_cannot_be_are_refused()
    {
        ((Action)(() => Scheme.FeedForward(1))).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*below 1*something must stay*");
        ((Action)(() => Scheme.Heads(double.NaN))).Should().Throw<ArgumentOutOfRangeException>();
        ((Action)(() => Scheme.Layers(-1))).Should().Throw<ArgumentOutOfRangeException>();
        ((Action)(() => Scheme.Layers(1).ScoredBy())).Should().Throw<ArgumentException>();
        ((Action)(() => _ = Scheme.FeedForward(0.5) with { NeuronMultiple = 0 })).Should().Throw<ArgumentOutOfRangeException>();
        await using var model = Subjects.Model(Subjects.Llama);
        var compressor = ModelCompressor.For(model).CalibrateWith(Subjects.FewTexts).Prune(Scheme.Layers(4));
        await compressor.Invoking(c => c.RunAsync()).Should().ThrowAsync<CompressionException>().WithMessage("The decoder has 4 layers; 4 cannot be removed*");
    }

    /// <summary>Weights of which one layer does next to nothing.</summary>
    private sealed class Faded(IDecoderWeights below, string prefix) : IDecoderWeights
    {
        public bool Contains(string name) => below.Contains(name);

        public ReadOnlySpan<long> Shape(string name) => below.Shape(name);

        public void Read(string name, long elementOffset, Span<float> destination)
        {
            below.Read(name, elementOffset, destination);
            if (name.StartsWith(prefix, StringComparison.Ordinal) && (name.Contains("attention.o.", StringComparison.Ordinal) || name.Contains("down", StringComparison.Ordinal)))
            {
                foreach (ref var value in destination)
                    value *= 1e-3f;
            }
        }
    }
}
