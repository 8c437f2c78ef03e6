using ScottPlot;

namespace AllocationStudy;

/// <summary>Draws regret curves: policies that learn in colour, with their intervals; those that do not in grey; the oracle at zero.</summary>
internal static class RegretChart
{
    // Of the picture's.
    private const double LabelHeight = 0.032;

    private static readonly Color[] Learners = [Color.FromHex("#2e7d4f"), Color.FromHex("#b4540a")];
    private static readonly int[] Ticks = [10, 30, 100, 300, 1000, 3000];

    public static void SavePng(IReadOnlyList<RegretCurve> learners, IReadOnlyList<RegretCurve> others, int problems, string file)
    {
        using var plot = new Plot();
        var last = learners[0].Requests[^1];

        // Above the highest curve, the legend stands.
        var top = 1.3 * others.Concat(learners).Max(curve => curve.Mean.Max());
        var free = double.NegativeInfinity;
        foreach (var curve in others.OrderBy(curve => curve.Mean[^1]))
        {
            var line = plot.Add.Scatter(X(curve), curve.Mean.ToArray());
            (line.Color, line.LineWidth, line.MarkerSize) = (Color.FromHex(curve.Policy == "chance" ? "#444444" : "#aaaaaa"), 1.5f, 0);
            line.LinePattern = curve.Policy == "chance" ? LinePattern.Dashed : LinePattern.Solid;

            // Curves that end side by side have their names one above the other.
            var place = Math.Max(curve.Mean[^1], free);
            free = place + (LabelHeight * top);
            var label = plot.Add.Text(curve.Policy, Math.Log10(last) + 0.03, place);
            (label.LabelAlignment, label.LabelFontSize, label.LabelFontColor) = (Alignment.MiddleLeft, 12, Color.FromHex("#666666"));
        }

        for (var place = 0; place < learners.Count; place++)
        {
            var (curve, colour) = (learners[place], Learners[place % Learners.Length]);
            var band = plot.Add.FillY(X(curve), [.. curve.Mean.Select((mean, at) => mean - curve.HalfWidth[at])], [.. curve.Mean.Select((mean, at) => mean + curve.HalfWidth[at])]);
            (band.FillColor, band.LineWidth, band.MarkerSize) = (colour.WithAlpha(0.2), 0, 0);
            var line = plot.Add.Scatter(X(curve), curve.Mean.ToArray());
            (line.LegendText, line.Color, line.LineWidth, line.MarkerSize) = (curve.Policy, colour, 2.5f, 0);
        }

        var oracle = plot.Add.HorizontalLine(0, 1.5f, Colors.Black);
        oracle.LegendText = "oracle: knows each problem's best arm";
        int[] ticks = [.. Ticks.Where(tick => tick <= last)];
        plot.Title($"Mean regret a request on {problems} problems; bands: 95 % over runs");
        plot.XLabel("requests so far");
        plot.YLabel("regret a request");
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. ticks.Select(tick => Math.Log10(tick))], [.. ticks.Select(tick => tick.ToString("N0", System.Globalization.CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimitsX(Math.Log10(learners[0].Requests[0]), Math.Log10(last) + 0.72);
        plot.Axes.SetLimitsY(-0.03, top);
        plot.ShowLegend(Alignment.UpperLeft);
        plot.SavePng(file, 900, 560);
    }

    // Bandits learn fast at first: equal distances are equal factors.
    private static double[] X(RegretCurve curve) => [.. curve.Requests.Select(requests => Math.Log10(requests))];
}
