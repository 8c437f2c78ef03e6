using System.Globalization;

namespace CompressionFrontier;

/// <summary>Answers what compression is for: whether twice the paths of the compressed form beat the original's.</summary>
/// <param name="Original">The original with N paths.</param>
/// <param name="Compressed">The compressed form with 2N.</param>
internal sealed record TwiceThePaths(Contestant Original, Contestant Compressed)
{
    /// <summary>By problem: 1 where only the compressed form is right, −1 where only the original is.</summary>
    public double[] Differences => [.. Original.Right.Zip(Compressed.Right, (one, other) => (other ? 1.0 : 0) - (one ? 1.0 : 0))];

    public static TwiceThePaths[] Of(Contestant[] contestants, string form) =>
    [
        .. from one in contestants
           where one.Form.Name == Form.Original
           from other in contestants
           where other.Form.Name == form && other.Way == one.Way && other.Width == 2 * one.Width
           select new TwiceThePaths(one, other),
    ];

    /// <summary>All pairs together; a problem counts once, with the mean of its differences.</summary>
    public static string Answer(TwiceThePaths[] pairs)
    {
        var differences = Enumerable.Range(0, pairs[0].Differences.Length).Select(problem => pairs.Average(pair => pair.Differences[problem])).ToArray();
        var (low, mean, high) = Interval(differences);
        var time = pairs.Average(pair => pair.Compressed.Seconds / pair.Original.Seconds);
        var verdict = low > 0 ? "int8 with 2N" : high < 0 ? "the original with N" : $"{differences.Length} problems do not tell";
        return string.Create(CultureInfo.InvariantCulture, $"int8 with 2N paths or the original with N? {verdict}: {100 * mean:+0.0;-0.0} points (95 % interval {100 * low:+0.0;-0.0} to {100 * high:+0.0;-0.0}, paired by problem) in {time:F2} times the time, over all strategies.");
    }

    public string[] ToRow()
    {
        var (low, mean, high) = Interval(Differences);
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{Original.Way.Name}, {Compressed.Width} against {Original.Width}"),
            string.Create(CultureInfo.InvariantCulture, $"{100 * mean:+0.0;-0.0}"),
            string.Create(CultureInfo.InvariantCulture, $"{100 * low:+0.0;-0.0} to {100 * high:+0.0;-0.0}"),
            string.Create(CultureInfo.InvariantCulture, $"{Compressed.Seconds / Original.Seconds:F2}"),
        ];
    }

    private static (double Low, double Mean, double High) Interval(double[] differences)
    {
        var mean = differences.Average();
        var error = 1.96 * Math.Sqrt(differences.Sum(difference => (difference - mean) * (difference - mean)) / (differences.Length - 1) / differences.Length);
        return (mean - error, mean, mean + error);
    }
}
