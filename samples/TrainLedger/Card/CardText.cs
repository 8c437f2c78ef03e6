using System.Globalization;
using System.Text;
using InferenceScaling.Evaluation.Intervals;

namespace InferenceScaling.Samples.TrainLedger.Card;

/// <summary>Writes the model card.</summary>
internal sealed class CardText
{
    private readonly StringBuilder _text = new();

    public static string Points(double value) => (100 * value).ToString("0.0", CultureInfo.InvariantCulture);

    public CardText Title(string title) => Line($"# {title}").Line();

    public CardText Section(string title) => Line().Line($"## {title}").Line();

    public CardText Paragraph(string text) => Line(text).Line();

    public CardText Header(params string[] columns) => Line($"| {string.Join(" | ", columns)} |").Line($"|{string.Concat(columns.Select((_, index) => index == 0 ? " --- |" : " ---: |"))}");

    public CardText Row(params string[] cells) => Line($"| {string.Join(" | ", cells)} |");

    public CardText Line(string text = "")
    {
        _text.Append(text).Append('\n');
        return this;
    }

    /// <summary>Accuracy with its 95 % interval (Wilson).</summary>
    public static string Accuracy(bool[] right)
    {
        var interval = BinomialInterval.Wilson(right.Count(isRight => isRight), right.Length);
        return $"{Points(right.Average(isRight => isRight ? 1.0 : 0))} ({Points(interval.Lower)}–{Points(interval.Upper)})";
    }

    /// <summary>A paired difference in points with its 95 % bootstrap interval.</summary>
    public static string Gain(bool[] one, bool[] other)
    {
        var result = Bootstrap.OfDifference([.. one.Select(Number)], [.. other.Select(Number)]);
        var (low, high) = (result.BiasCorrected.Lower, result.BiasCorrected.Upper);
        var mean = one.Average(Number) - other.Average(Number);
        return string.Create(CultureInfo.InvariantCulture, $"{100 * mean:+0.0;-0.0} ({100 * low:+0.0;-0.0} to {100 * high:+0.0;-0.0})");
    }

    public override string ToString() => _text.ToString();

    private static double Number(bool isRight) => isRight ? 1 : 0;
}
