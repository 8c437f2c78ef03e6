using System.Globalization;
using System.Text;

namespace VerifierQuality;

/// <summary>Draws accuracy over verifier quality as an SVG picture, the same bytes for the same numbers.</summary>
internal static class QualityChart
{
    private const int Width = 380;
    private const int Height = 300;
    private const int Left = 52;
    private const int Top = 34;
    private static readonly Dictionary<string, string> Colours = new()
    {
        [Choosing.Majority] = "#555555",
        [Choosing.BestOfN] = "#d1495b",
        [Choosing.WeightedVote] = "#2e7d4f",
        [Choosing.Rebase] = "#2f6fb0",
    };

    public static string Draw(params IReadOnlyList<(string Title, IReadOnlyList<QualityPoint> Points)> panels)
    {
        var svg = new StringBuilder();
        var width = panels.Count * (Width + Left + 20);
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {Height + Top + 78}\" font-family=\"sans-serif\" font-size=\"12\">");
        Line(svg, $"<title>Accuracy against verifier quality</title>");
        Line(svg, $"<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        for (var index = 0; index < panels.Count; index++)
            Panel(svg, (index * (Width + Left + 20)) + Left, panels[index].Title, panels[index].Points);
        var place = Left;
        foreach (var (name, colour) in Colours)
        {
            Line(svg, $"<line x1=\"{place}\" y1=\"{Height + Top + 62}\" x2=\"{place + 24}\" y2=\"{Height + Top + 62}\" stroke=\"{colour}\" stroke-width=\"2.5\"/>");
            Line(svg, $"<text x=\"{place + 30}\" y=\"{Height + Top + 66}\">{name}</text>");
            place += 130;
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder svg, int x, string title, IReadOnlyList<QualityPoint> points)
    {
        var values = points.SelectMany(point => point.Accuracy.Values).ToArray();
        var (low, high) = (Math.Floor(10 * values.Min()) / 10, Math.Ceiling(10 * values.Max()) / 10);
        var least = Math.Floor((20 * points.Min(point => point.Quality)) + 0.2) / 20;
        Line(svg, $"<text x=\"{x}\" y=\"20\" font-weight=\"bold\">{title}</text>");
        for (var tick = (int)Math.Round(10 * low); tick <= (int)Math.Round(10 * high); tick++)
        {
            var y = Y(tick / 10.0);
            Line(svg, $"<line x1=\"{x}\" y1=\"{y:0.#}\" x2=\"{x + Width}\" y2=\"{y:0.#}\" stroke=\"#e4e4e4\"/>");
            Line(svg, $"<text x=\"{x - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{10 * tick} %</text>");
        }

        for (var tick = (int)Math.Ceiling((10 * least) - 1e-9); tick <= 10; tick++)
        {
            var place = X(tick / 10.0);
            Line(svg, $"<line x1=\"{place:0.#}\" y1=\"{Top + Height}\" x2=\"{place:0.#}\" y2=\"{Top + Height + 5}\" stroke=\"#888888\"/>");
            Line(svg, $"<text x=\"{place:0.#}\" y=\"{Top + Height + 18}\" text-anchor=\"middle\">{tick / 10.0:0.0}</text>");
        }

        Line(svg, $"<rect x=\"{x}\" y=\"{Top}\" width=\"{Width}\" height=\"{Height}\" fill=\"none\" stroke=\"#888888\"/>");
        Line(svg, $"<text x=\"{x + (Width / 2)}\" y=\"{Top + Height + 38}\" text-anchor=\"middle\">pairs of right and wrong paths that the verifier ranks rightly</text>");
        foreach (var (name, colour) in Colours)
        {
            var line = string.Join(' ', points.Where(point => point.Accuracy.ContainsKey(name)).Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Quality):0.#},{Y(point.Accuracy[name]):0.#}")));
            Line(svg, $"<polyline points=\"{line}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\"/>");
        }

        double X(double quality) => x + (Width * (quality - least) / (1 - least));
        double Y(double accuracy) => Top + (Height * (high - accuracy) / (high - low));
    }

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
