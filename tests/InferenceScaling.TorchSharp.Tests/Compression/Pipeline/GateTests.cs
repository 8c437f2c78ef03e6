using InferenceScaling.Evaluation.Intervals;
using InferenceScaling.Ledger;
using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Pruning;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pipeline;

public class GateTests
{
    [Fact]
    public async Task A_refused_step_is_rolled_back_and_the_next_builds_on_what_was_there_before()
    {
        await using var model = LedgerModel.Load();
        await using var both = await ModelCompressor.For(model.Language).CalibrateWith(Subjects.FewTexts).Accept(kl: 0.01)
            .Prune(Unstructured.Magnitude(0.8)).Quantize(Int8.Dynamic()).RunAsync();
        await using var alone = await ModelCompressor.For(model.Language).Quantize(Int8.Dynamic()).RunAsync();

        var (pruned, quantized) = (both.Report.Steps[0], both.Report.Steps[1]);
        pruned.IsAccepted.Should().BeFalse();
        pruned.Fidelity!.MeanDivergence.Should().BeGreaterThan(0.01);
        pruned.Refusal.Should().Be(FormattableString.Invariant($"mean divergence {pruned.Fidelity.MeanDivergence:G3} nats, at most 0.01 allowed"));
        quantized.Refusal.Should().BeNull();
        both.Report.Final.Should().BeSameAs(quantized);
        Subjects.Read(both, Text).Should().Equal(Subjects.Read(alone, Text));
        both.Report.ToMarkdown().Should().Contain($"no: {pruned.Refusal}").And.Contain("drops 80% of single weights by Magnitude");
    }

    [Fact]
    public async Task What_is_slower_here_does_not_ship()
    {
        await using var model = Subjects.Model(Subjects.Llama);
        await using var result = await ModelCompressor.For(model).On(new SlowedIntegers()).Accept(fasterHere: true).Quantize(Int8.Dynamic()).RunAsync();

        var step = result.Report.Steps.Single();
        step.Speeds.Select(speed => speed.Batch).Should().Equal(1, 64);
        step.Speeds.Should().OnlyContain(speed => speed.Ratio < 0.7 && speed.Original > speed.Compressed);
        step.Refusal.Should().Be(FormattableString.Invariant($"not faster on this machine: {step.Speeds[0].Ratio:F2} times the original's speed with 1 path, {step.Speeds[1].Ratio:F2} times the original's speed with 64 paths"));
        result.Report.Final.Should().BeNull();
        Subjects.Integers(result.Decoder).Should().BeEmpty();
    }

    [Fact]
    public async Task Layers_too_small_to_gain_ship_only_if_they_were_measured_to()
    {
        var tiny = Subjects.Llama with { HiddenSize = 16, Attention = new() { HeadCount = 1, KeyValueHeadCount = 1, HeadSize = 16, Scale = 0.25 }, FeedForward = new() { IntermediateSize = 32, Gated = true } };
        await using var model = Subjects.Model(tiny);
        await using var result = await ModelCompressor.For(model).Accept(fasterHere: true).Quantize(Int8.Dynamic()).RunAsync();

        var step = result.Report.Steps.Single();
        var pays = step.Speeds.Any(speed => speed.Ratio > 1.05) && step.Speeds.All(speed => speed.Ratio >= 0.95);
        step.IsAccepted.Should().Be(pays);
        Subjects.Integers(result.Decoder).Should().HaveCount(pays ? 28 : 0);
    }

    [Fact]
    public void Speed_must_rise_somewhere_and_fall_nowhere()
    {
        var gate = new CompressionGate { FasterHere = true };
        gate.Refuse(Step(1.06, 0.96)).Should().BeNull();
        gate.Refuse(Step(1.04, 1.04)).Should().Contain("1.04 times the original's speed with 1 path");
        gate.Refuse(Step(3, 0.94)).Should().Contain("0.94 times the original's speed with 64 paths");

        static StepReport Step(double one, double many) => new("x") { Speeds = [new(1, 1, one, one), new(64, 1, many, many)] };
    }

    [Fact]
    public void What_computes_no_numbers_is_refused_without_being_asked() =>
        new CompressionGate().Refuse(new("x") { Fidelity = new(10, 2, 1, double.NaN, double.NaN, 0) }).Should().Contain("no probabilities");

    [Fact]
    public void Accuracy_may_fall_within_the_tolerance_unless_the_fall_is_significant()
    {
        var gate = new CompressionGate { AccuracyTolerance = 0.02 };
        gate.Refuse(Accuracy(-0.01, 0.4)).Should().BeNull();
        gate.Refuse(Accuracy(-0.03, 0.4)).Should().Contain("accuracy 47.0 %, 50.0 % before");
        gate.Refuse(Accuracy(-0.01, 0.01)).Should().Contain("p 0.01");
        gate.Refuse(Accuracy(0.03, 0.01)).Should().BeNull();

        static StepReport Accuracy(double change, double p) => new("x") { Accuracy = new(100, 0.5, 0.5 + change, 0, new PairedComparison(change, 0.01, 0, 0, p)) };
    }

    [Fact]
    public void Conditions_that_make_no_sense_are_refused()
    {
        using var model = Subjects.Model(Subjects.Llama);
        var compressor = ModelCompressor.For(model);
        compressor.Invoking(c => c.Accept(kl: 0)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*above 0 nats*");
        compressor.Invoking(c => c.Accept(kl: double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
        compressor.Invoking(c => c.Accept(accuracyNotWorse: [])).Should().Throw<ArgumentException>().WithMessage("0 problems*at least two*");
        compressor.Invoking(c => c.Accept(new CompressionGate { AccuracyTolerance = double.NaN })).Should().Throw<ArgumentOutOfRangeException>();
        compressor.Invoking(c => c.Accept(new CompressionGate { RankingTolerance = -1 })).Should().Throw<ArgumentOutOfRangeException>();
        compressor.Invoking(c => c.Accept(new CompressionGate { Ranking = new([], _ => null!) })).Should().Throw<ArgumentException>().WithMessage("Of 0 problems none*");
    }

    private static int[] Text => [.. Subjects.FewTexts.Judged[0]];

    /// <summary>Computes everything with integers five times.</summary>
    private sealed class SlowedIntegers : Backend
    {
        public override IDecoderExecutor CreateExecutor(DecoderConfig config, IDecoderWeights weights)
        {
            var executor = Backend.Cpu().CreateExecutor(config, weights);
            return DecoderWeightList.Of(config).Any(weight => weights.Quantization(weight.Name) is not null) ? new Slow(executor) : executor;
        }

        private sealed class Slow(IDecoderExecutor executor) : IDecoderExecutor
        {
            public DecoderConfig Config => executor.Config;

            public int PageSize => executor.PageSize;

            public long BytesPerPage => executor.BytesPerPage;

            public long WeightBytes => executor.WeightBytes;

            public void Reserve(int pages) => executor.Reserve(pages);

            public void Run(DecoderBatch batch, Span<float> outputs)
            {
                for (var time = 0; time < 5; time++)
                    executor.Run(batch, outputs);
            }

            public void Dispose() => executor.Dispose();
        }
    }
}
