using System.Globalization;

namespace InferenceScaling.Samples.TrainLedger.Card;

/// <summary>A training's reports, step by step; of a step that was reported twice, because a run was resumed before it, the last.</summary>
/// <param name="Points">In order.</param>
internal sealed record Curve(IReadOnlyList<CurvePoint> Points)
{
    public static Curve Read(string file) => new([.. File.ReadLines(file).Select(Parse).OfType<CurvePoint>().GroupBy(point => point.Step).Select(step => step.Last()).OrderBy(point => point.Step)]);

    /// <summary>This training and the one that went on from it, as one.</summary>
    public Curve Then(Curve next) => new([.. Points, .. next.Points.Select(point => point with { Step = Points[^1].Step + point.Step, Tokens = Points[^1].Tokens + point.Tokens })]);

    private static CurvePoint? Parse(string line)
    {
        var fields = line.Split(',');
        return fields.Length < 7 ? null : new(
            long.Parse(fields[0], CultureInfo.InvariantCulture),
            long.Parse(fields[1], CultureInfo.InvariantCulture),
            double.Parse(fields[2], CultureInfo.InvariantCulture),
            double.Parse(fields[3], CultureInfo.InvariantCulture),
            fields[6].Length == 0 ? null : double.Parse(fields[6], CultureInfo.InvariantCulture));
    }
}
