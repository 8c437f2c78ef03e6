using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace InferenceScaling.Samples.TrainLedger.Card;

/// <summary>The card's pictures.</summary>
internal static class Charts
{
    private const int Width = 900;
    private const int Height = 520;

    /// <summary>Loss and whole texts over tokens, one picture a training.</summary>
    public static void SaveCurve(Curve curve, string title, string judged, string file)
    {
        using var plot = new Plot();
        var loss = plot.Add.Scatter(curve.Points.Select(point => point.Tokens / 1e6).ToArray(), curve.Points.Select(point => Math.Log10(point.Loss)).ToArray());
        loss.LegendText = "loss, nats (left)";
        loss.MarkerSize = 0;
        loss.LineWidth = 2;
        var measured = curve.Points.Where(point => point.Texts is not null).ToArray();
        var texts = plot.Add.Scatter(measured.Select(point => point.Tokens / 1e6).ToArray(), measured.Select(point => 100 * point.Texts!.Value).ToArray());
        texts.LegendText = $"{judged}, % (right)";
        texts.Axes.YAxis = plot.Axes.Right;
        plot.Axes.Right.Label.Text = judged + ", %";
        double[] ticks = [3, 1, 0.3, 0.1, 0.03, 0.01];
        plot.Axes.Left.TickGenerator = new NumericManual([.. ticks.Select(Math.Log10)], [.. ticks.Select(tick => tick.ToString(CultureInfo.InvariantCulture))]);
        plot.Title(title);
        plot.XLabel("tokens read, millions");
        plot.YLabel("loss");
        plot.ShowLegend(Alignment.MiddleRight);
        plot.SavePng(file, Width, Height);
    }

    /// <summary>Accuracy over generated tokens, one line a family of strategies.</summary>
    public static void SaveScaling(IReadOnlyList<(string Name, IReadOnlyList<Row> Rows)> families, string title, string file)
    {
        using var plot = new Plot();
        foreach (var (name, rows) in families)
        {
            var line = plot.Add.Scatter(rows.Select(row => Math.Log10(row.Tokens)).ToArray(), rows.Select(row => 100 * row.Accuracy).ToArray());
            line.LegendText = name;
            line.LineWidth = 2;
            line.MarkerSize = 8;
        }

        double[] ticks = [125, 250, 500, 1000, 2000, 4000, 8000];
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. ticks.Select(Math.Log10)], [.. ticks.Select(tick => tick.ToString("N0", CultureInfo.InvariantCulture))]);
        plot.Title(title);
        plot.XLabel("generated tokens a problem");
        plot.YLabel("right, %");
        plot.ShowLegend(Alignment.LowerRight);
        plot.SavePng(file, Width, Height);
    }
}
