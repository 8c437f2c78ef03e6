using System.Globalization;
using System.Net;
using System.Text;
using InferenceScaling.Evaluation.Frontiers;

namespace InferenceScaling.Samples.Frontier;

/// <summary>A frontier as one page that needs nothing else: the picture and the numbers.</summary>
internal static class FrontierPage
{
    private const int Width = 820;
    private const int Height = 420;
    private const int Left = 60;
    private const int Top = 20;

    public static string Write(CostAccuracyFrontier frontier)
    {
        var hull = frontier.All.Hull;
        var (low, high) = (Math.Log(frontier.All.Points.Min(point => Math.Max(1, point.Cost)) / 1.3), Math.Log(frontier.All.Points.Max(point => Math.Max(1, point.Cost)) * 1.6));
        var (least, most) = (Math.Floor(10 * frontier.All.Points.Min(point => point.AccuracyInterval.Lower)) / 10, Math.Ceiling(10 * frontier.All.Points.Max(point => point.AccuracyInterval.Upper)) / 10);
        var page = new StringBuilder();
        Line(page, $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Cost and accuracy</title><style>body{{font-family:sans-serif;margin:2em}}td,th{{padding:.3em 1em;text-align:right}}td:first-child,th:first-child{{text-align:left}}.hull{{color:#2e7d4f;font-weight:bold}}</style></head><body>");
        Line(page, $"<h1>What accuracy costs</h1><p>{frontier.All.Points[0].Problems} problems, 95 % intervals. Green: worth the cost.</p>");
        Line(page, $"<svg viewBox=\"0 0 {Width + Left + 20} {Height + Top + 50}\" width=\"{Width + Left + 20}\" font-size=\"12\">");
        for (var tick = (int)Math.Round(10 * least); tick <= (int)Math.Round(10 * most); tick++)
            Line(page, $"<line x1=\"{Left}\" y1=\"{Y(tick / 10.0):0.#}\" x2=\"{Left + Width}\" y2=\"{Y(tick / 10.0):0.#}\" stroke=\"#e4e4e4\"/><text x=\"{Left - 6}\" y=\"{Y(tick / 10.0) + 4:0.#}\" text-anchor=\"end\">{10 * tick} %</text>");
        Line(page, $"<polyline fill=\"none\" stroke=\"#2e7d4f\" stroke-width=\"2.5\" points=\"{string.Join(' ', hull.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Cost):0.#},{Y(point.Accuracy):0.#}")))}\"/>");
        foreach (var point in frontier.All.Points)
        {
            var colour = hull.Contains(point) ? "#2e7d4f" : "#888888";
            Line(page, $"<line x1=\"{X(point.Cost):0.#}\" y1=\"{Y(point.AccuracyInterval.Lower):0.#}\" x2=\"{X(point.Cost):0.#}\" y2=\"{Y(point.AccuracyInterval.Upper):0.#}\" stroke=\"{colour}\"/><circle cx=\"{X(point.Cost):0.#}\" cy=\"{Y(point.Accuracy):0.#}\" r=\"5\" fill=\"{colour}\"/><text x=\"{X(point.Cost) + 8:0.#}\" y=\"{Y(point.Accuracy) - 8:0.#}\">{WebUtility.HtmlEncode(point.Name)}</text>");
        }

        Line(page, $"<text x=\"{Left + (Width / 2)}\" y=\"{Height + Top + 35}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(frontier.Cost)} a problem, on a logarithmic scale</text></svg>");
        Line(page, $"<table><tr><th>strategy</th><th>right</th><th>95 % interval</th><th>{WebUtility.HtmlEncode(frontier.Cost)}</th></tr>");
        foreach (var point in frontier.All.Points.OrderBy(point => point.Cost))
            Line(page, $"<tr{(hull.Contains(point) ? " class=\"hull\"" : "")}><td>{WebUtility.HtmlEncode(point.Name)}</td><td>{100 * point.Accuracy:0.0} %</td><td>{100 * point.AccuracyInterval.Lower:0.0} to {100 * point.AccuracyInterval.Upper:0.0}</td><td>{point.Cost:0}</td></tr>");
        return page.Append("</table></body></html>\n").ToString();

        double X(double cost) => Left + (Width * (Math.Log(Math.Max(1, cost)) - low) / (high - low));
        double Y(double accuracy) => Top + (Height * (most - accuracy) / (most - least));
    }

    private static void Line(StringBuilder page, FormattableString text) => page.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
