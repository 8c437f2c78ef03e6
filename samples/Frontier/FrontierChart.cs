using InferenceScaling.Evaluation.Frontiers;
using ScottPlot;

namespace InferenceScaling.Samples.Frontier;

/// <summary>Draws a frontier: strategies with their intervals, and the hull of those that are worth their cost.</summary>
internal static class FrontierChart
{
    public static void SavePng(CostAccuracyFrontier frontier, string file)
    {
        using var plot = new Plot();
        var hull = frontier.All.Hull;
        var line = plot.Add.Scatter(hull.Select(X).ToArray(), hull.Select(point => 100 * point.Accuracy).ToArray());
        line.LegendText = "hull: worth its cost";
        line.Color = Color.FromHex("#2e7d4f");
        line.LineWidth = 2.5f;
        line.MarkerSize = 0;
        var named = new List<FrontierPoint>();
        foreach (var point in frontier.All.Points)
        {
            var colour = Color.FromHex(hull.Contains(point) ? "#2e7d4f" : "#888888");
            var bar = plot.Add.Line(X(point), 100 * point.AccuracyInterval.Lower, X(point), 100 * point.AccuracyInterval.Upper);
            bar.Color = colour;
            plot.Add.Marker(X(point), 100 * point.Accuracy, MarkerShape.FilledCircle, 9, colour);
            var label = plot.Add.Text(point.Name, X(point), 100 * point.Accuracy);

            // A name whose place is taken goes to the other side.
            var isTaken = named.Exists(other => Math.Abs(X(other) - X(point)) < 0.05 && Math.Abs(other.Accuracy - point.Accuracy) < 0.03);
            label.LabelAlignment = isTaken ? Alignment.LowerRight : Alignment.LowerLeft;
            label.LabelOffsetX = isTaken ? -8 : 8;
            label.LabelFontSize = 13;
            named.Add(point);
        }

        plot.Title($"Accuracy and cost of strategies on {frontier.All.Points[0].Problems} problems, 95 % intervals");
        plot.XLabel($"{frontier.Cost} a problem");
        plot.YLabel("right, %");
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. Ticks(frontier).Select(Math.Log10)], [.. Ticks(frontier).Select(tick => tick.ToString("N0", System.Globalization.CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimitsX(frontier.All.Points.Min(X) - 0.1, frontier.All.Points.Max(X) + 0.25);
        plot.ShowLegend(Alignment.LowerRight);
        plot.SavePng(file, 900, 560);
    }

    // A factor in cost is the same distance everywhere.
    private static double X(FrontierPoint point) => Math.Log10(Math.Max(1, point.Cost));

    private static IEnumerable<double> Ticks(CostAccuracyFrontier frontier)
    {
        var (low, high) = (frontier.All.Points.Min(point => point.Cost), frontier.All.Points.Max(point => point.Cost));
        return new[] { 50.0, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000 }.Where(tick => tick > low / 2.5 && tick < high * 2.5);
    }
}
