using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace InferenceScaling.TorchSharp.Compression;

/// <summary>What a compression did, step by step, accepted or not.</summary>
/// <param name="Original">The model before: sizes, and speeds of itself.</param>
/// <param name="Steps">In their order.</param>
public sealed record CompressionReport(StepReport Original, ImmutableArray<StepReport> Steps)
{
    /// <summary>The last step that was accepted; null if none was, and the model is the original.</summary>
    public StepReport? Final => Steps.LastOrDefault(static step => step.IsAccepted);

    /// <summary>A table in Markdown: one line a step, then what happened to matrices that were not done as asked.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine("| step | accepted | weights, M | file, MB | memory, MB | perplexity ratio | mean KL | p99 KL | same token | accuracy | flips | pairs | speed, 1 path | 64 paths |");
        text.AppendLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var step in Steps.Prepend(Original))
            text.AppendLine($"| {string.Join(" | ", Cells(step))} |");

        foreach (var layer in Steps.SelectMany(static step => step.Layers).Where(static layer => layer.Remark is not null))
            text.AppendLine(CultureInfo.InvariantCulture, $"- {layer.Name}: {layer.Scheme}, {layer.Remark}");
        return text.ToString();
    }

    private static IEnumerable<string> Cells(StepReport step) =>
    [
        step.Name,
        step.IsAccepted ? "yes" : $"no: {step.Refusal}",
        Show(step.Weights / 1e6, "F2"),
        Show(step.StoredBytes / 1e6, "F2"),
        Show(step.MemoryBytes / 1e6, "F2"),
        Show(step.Fidelity?.PerplexityRatio, "F4"),
        Show(step.Fidelity?.MeanDivergence, "G3"),
        Show(step.Fidelity?.LargeDivergence, "G3"),
        Show(step.Fidelity?.SameToken, "P1"),
        step.Accuracy is { } accuracy ? $"{Show(accuracy.Compressed, "P1")} ({Show(accuracy.Comparison.Difference, "P1")} ± {Show(accuracy.Margin, "P1")})" : string.Empty,
        Show(step.Accuracy?.Flips, "P1"),
        Show(step.Ranking?.Compressed, "F3"),
        Speed(step, 0),
        Speed(step, 1),
    ];

    private static string Show(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Speed(StepReport step, int index) => index < step.Speeds.Length
        ? string.Create(CultureInfo.InvariantCulture, $"{step.Speeds[index].Compressed:N0}/s ({step.Speeds[index].Ratio:F2}×)")
        : string.Empty;
}
