using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace CompressionFrontier;

/// <summary>Draws accuracy against seconds: a colour for each form, a marker for each strategy, a line over the widths.</summary>
internal static class FrontierChart
{
    private static readonly string[] Colours = ["#444444", "#1f6fb2", "#b2641f", "#2e7d4f"];
    private static readonly MarkerShape[] Shapes = [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp];

    public static void Save(Contestant[] contestants, string file)
    {
        using var plot = new Plot();
        foreach (var (colour, form) in contestants.GroupBy(contestant => contestant.Form.Name).Index())
        {
            foreach (var (shape, way) in form.GroupBy(contestant => contestant.Way.Name).Index())
            {
                var line = plot.Add.Scatter(way.Select(X).ToArray(), way.Select(contestant => 100 * contestant.Accuracy).ToArray());
                line.Color = Color.FromHex(Colours[colour]);
                line.MarkerShape = Shapes[shape];
                line.MarkerSize = 9;
                line.LegendText = $"{form.Key}, {way.Key}";
            }
        }

        double[] ticks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. ticks.Select(Math.Log10)], [.. ticks.Select(tick => tick.ToString(CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimitsX(contestants.Min(X) - 0.05, contestants.Max(X) + 0.05);
        plot.Title($"The embedded generator, whole and compressed: {contestants[0].Right.Length} problems, widths 4, 8 and 16");
        plot.XLabel("seconds a problem");
        plot.YLabel("right, %");
        plot.ShowLegend(Edge.Right);
        plot.SavePng(file, 1100, 600);
    }

    // A factor in time is the same distance everywhere.
    private static double X(Contestant contestant) => Math.Log10(contestant.Seconds);
}
