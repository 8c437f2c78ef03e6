using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace QuickStart;

/// <summary>The same plot as a picture.</summary>
internal static class ScalingChart
{
    public static void Save(IReadOnlyList<Reading> readings, string file)
    {
        using var plot = new Plot();
        foreach (var reading in readings)
        {
            var place = Math.Log10(reading.Tokens);
            var error = 100 * 1.96 * Math.Sqrt(reading.Accuracy * (1 - reading.Accuracy) / reading.Right.Count);
            var colour = Color.FromHex(reading.Name.StartsWith("tree search", StringComparison.Ordinal) ? "#2e7d4f" : reading.Name.StartsWith("best", StringComparison.Ordinal) || reading.Name.StartsWith("weighted", StringComparison.Ordinal) ? "#1f6fb2" : "#888888");
            plot.Add.Line(place, (100 * reading.Accuracy) - error, place, (100 * reading.Accuracy) + error).Color = colour;
            plot.Add.Marker(place, 100 * reading.Accuracy, MarkerShape.FilledCircle, 9, colour);
            var label = plot.Add.Text(reading.Name, place, 100 * reading.Accuracy);
            label.LabelOffsetX = 8;
            label.LabelAlignment = Alignment.LowerLeft;
        }

        double[] ticks = [100, 200, 500, 1000, 2000];
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. ticks.Select(Math.Log10)], [.. ticks.Select(tick => tick.ToString("N0", CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimitsX(Math.Log10(readings.Min(reading => reading.Tokens)) - 0.1, Math.Log10(readings.Max(reading => reading.Tokens)) + 0.5);
        plot.Title($"What compute buys: {readings[0].Right.Count} problems, 95 % intervals");
        plot.XLabel("generated tokens a problem");
        plot.YLabel("right, %");
        plot.SavePng(file, 900, 520);
    }
}
