using InferenceScaling.Ledger;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pipeline;

public class MixedPrecisionTests
{
    private const double Budget = 2e-4;

    [Fact]
    public async Task What_costs_most_is_kept_until_the_budget_holds_and_the_report_says_why()
    {
        await using var model = LedgerModel.Load();
        await using var free = await ModelCompressor.For(model.Language).CalibrateWith(Subjects.FewTexts).Quantize(Int4.WeightOnly(64)).RunAsync();
        await using var bound = await ModelCompressor.For(model.Language).CalibrateWith(Subjects.FewTexts).Quantize(Int4.WeightOnly(64).Within(Budget)).RunAsync();

        free.Report.Final!.Fidelity!.MeanDivergence.Should().BeGreaterThan(2 * Budget);
        var step = bound.Report.Final!;
        step.Fidelity!.MeanDivergence.Should().BeInRange(0, Budget);
        var kept = step.Layers.Where(layer => layer.Scheme == "kept").ToList();
        kept.Should().HaveCountGreaterThan(0).And.HaveCountLessThan(36);
        kept.Should().OnlyContain(layer => layer.Error == null && layer.Remark!.Contains("nats, among the most of all"));
        kept.Min(layer => layer.Divergence).Should().BeGreaterThanOrEqualTo(step.Layers.Where(layer => layer.Scheme != "kept").Max(layer => layer.Divergence)!.Value);
        Subjects.Integers(bound.Decoder).Keys.Should().BeEquivalentTo(step.Layers.Except(kept).Select(layer => layer.Name + ".weight"));
        bound.Report.ToMarkdown().Should().Contain($"- {kept[0].Name}: kept, {kept[0].Remark}");
    }

    [Fact]
    public async Task Every_matrix_can_be_measured_by_itself()
    {
        await using var model = LedgerModel.Load();
        await using var result = await ModelCompressor.For(model.Language).CalibrateWith(Subjects.FewTexts).MeasureLayers().Quantize(Int8.Dynamic().WithHead()).RunAsync();
        var layers = result.Report.Final!.Layers;
        layers.Should().HaveCount(37).And.OnlyContain(layer => layer.Divergence > 0 && layer.SpeedOfOne > 0 && layer.SpeedOfMany > 0 && layer.Remark == null);
        layers.Select(layer => layer.Divergence).Distinct().Should().HaveCountGreaterThan(30, "each is of one matrix alone");
        Subjects.Integers(result.Decoder).Should().HaveCount(37);
    }

    [Fact]
    public async Task Matrices_slower_here_are_kept_with_the_measured_speeds()
    {
        await using var model = Subjects.Model(Subjects.Llama);
        await using var result = await ModelCompressor.For(model).Quantize(Int8.Dynamic().OnlyWhereFaster()).RunAsync();
        var layers = result.Report.Final!.Layers;
        layers.Should().HaveCount(28);
        foreach (var layer in layers)
        {
            var isSlower = layer is { SpeedOfOne: < 1, SpeedOfMany: < 1 };
            (layer.Scheme == "kept").Should().Be(isSlower);
            (layer.Remark is null).Should().Be(!isSlower);
            if (isSlower)
                layer.Remark.Should().Be(FormattableString.Invariant($"slower here: {layer.SpeedOfOne:F2} times the speed with one row, {layer.SpeedOfMany:F2} with 64"));
        }

        Subjects.Integers(result.Decoder).Should().HaveCount(layers.Count(layer => layer.Scheme != "kept"));
    }
}
