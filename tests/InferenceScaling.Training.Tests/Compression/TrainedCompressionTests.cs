using InferenceScaling.Ledger;
using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Calibration;
using InferenceScaling.TorchSharp.Compression.Quantization;
using InferenceScaling.TorchSharp.Compression.Structured;
using InferenceScaling.Training.Compression;
using InferenceScaling.Training.Data;

namespace InferenceScaling.Training.Tests.Compression;

/// <summary>The embedded generator, cut and taught again.</summary>
public sealed class TrainedCompressionTests : IDisposable
{
    private readonly LedgerModel _model = LedgerModel.Load();

    [Fact]
    public async Task What_a_cut_loses_its_teacher_gives_back_and_both_are_judged_together()
    {
        const double bound = 0.03;
        await using var result = await Compressor().Prune(Cut()).DistilFrom(_model.Language, new Solutions(), Options(40)).Accept(kl: bound).RunAsync();

        var (cut, taught) = (result.Report.Steps[0], result.Report.Steps[1]);
        cut.Fidelity!.MeanDivergence.Should().BeGreaterThan(bound, "alone the cut would be refused");
        taught.Fidelity!.MeanDivergence.Should().BeLessThan(bound).And.BeLessThan(cut.Fidelity.MeanDivergence / 2);
        result.Report.Steps.Should().OnlyContain(step => step.IsAccepted);
        result.Model.Config.FeedForwardWidth(0).Should().Be(256);
    }

    [Fact]
    public async Task What_was_in_16_bits_is_in_16_bits_when_it_was_taught()
    {
        await using var result = await Compressor().Prune(Structured.FeedForward(0.5)).DistilFrom(_model.Language, new Solutions(), Options(1)).RunAsync();

        var weights = result.Decoder.Weights;
        weights.StoredType("layers.0.feed_forward.up.weight").Should().Be(TensorType.BF16);
        var values = new float[256 * 128];
        weights.Read("layers.0.feed_forward.up.weight", 0, values);
        values.Should().OnlyContain(value => (BitConverter.SingleToUInt32Bits(value) & 0xFFFF) == 0);
        result.Report.Steps[1].MemoryBytes.Should().Be(result.Report.Steps[0].MemoryBytes);
    }

    [Fact]
    public async Task Where_teaching_does_not_suffice_the_cut_is_rolled_back_with_it()
    {
        await using var result = await Compressor().Prune(Cut()).DistilFrom(_model.Language, new Solutions(), Options(1)).Accept(kl: 1e-6).Quantize(Int8.Dynamic()).RunAsync();

        result.Report.Steps.Select(step => step.IsAccepted).Should().Equal(false, false, false);
        result.Report.Steps[0].Refusal.Should().Contain("rolled back with");
        result.Model.Config.FeedForwardWidth(0).Should().Be(512);
    }

    [Fact]
    public async Task Without_texts_of_its_own_a_distillation_learns_the_calibration_texts()
    {
        await using var result = await Compressor().Prune(Structured.FeedForward(0.25).Heads(0.25)).DistilFrom(_model.Language, options: Options(30)).Quantize(Int8.Dynamic()).RunAsync();

        var losses = result.Report.Steps.Select(step => step.Fidelity!.MeanDivergence).ToArray();
        losses[1].Should().BeLessThan(losses[0] / 2);
        losses[2].Should().BeApproximately(losses[1], losses[1] / 4, "rounding to 8 bits costs little beside it");
        await ModelCompressor.For(_model.Language).DistilFrom(_model.Language).Invoking(c => c.RunAsync()).Should().ThrowAsync<InvalidOperationException>().WithMessage("*CalibrateWith*");
    }

    [Fact]
    public async Task Integers_are_not_trained()
    {
        var compressor = Compressor().Quantize(Int8.Dynamic()).DistilFrom(_model.Language, new Solutions(), Options(1));
        await compressor.Invoking(c => c.RunAsync()).Should().ThrowAsync<CompressionException>().WithMessage("*layers.0.attention.q*Distil first*");
    }

    public void Dispose() => _model.Dispose();

    private static StructuredScheme Cut() => Structured.FeedForward(0.5).ScoredBy(ChannelScore.ActivationNorm, ChannelScore.Taylor);

    private static TrainingOptions Options(int steps) => new()
    {
        TotalSteps = steps,
        Batches = new() { TokensPerBatch = 2_048 },
        Optimizer = new() { AdamW = new() { LearningRate = 1e-3 } },
        Schedule = new() { WarmupSteps = 2 },
    };

    private ModelCompressor Compressor()
    {
        var texts = Enumerable.Range(0, 40).Select<int, IReadOnlyList<int>>(index => LedgerLessons.Solution(seed: 9, index).Tokens);
        return ModelCompressor.For(_model.Language).CalibrateWith(CalibrationSet.FromTokens(texts, new() { Windows = 24, JudgedWindows = 6 }));
    }

    private sealed class Solutions : ITrainingSource
    {
        public string Identity => "right solutions, seed 10";

        // Every place is judged, so every place is taught: that of the problem too.
        public TrainingSequence Read(long index, double progress) => TrainingSequence.After(LedgerLessons.Solution(seed: 10, index).Tokens);
    }
}
