namespace VerifierQuality;

/// <summary>Where trusting the verifier begins to pay.</summary>
internal static class Crossover
{
    /// <summary>The least quality from which on a way to choose stays at or above the majority; null if it never does.</summary>
    public static double? Of(IReadOnlyList<QualityPoint> points, string name)
    {
        points = [.. points.Where(point => point.Accuracy.ContainsKey(name))];
        double? crossover = null;
        for (var index = points.Count - 1; index >= 0; index--)
        {
            var gain = Gain(points[index], name);
            if (gain < 0)
            {
                // Between the last loss and the first gain, on the straight line.
                return index + 1 < points.Count && Gain(points[index + 1], name) is var next && next >= 0
                    ? points[index].Quality + ((points[index + 1].Quality - points[index].Quality) * (-gain / (next - gain)))
                    : null;
            }

            crossover = points[index].Quality;
        }

        return crossover;
    }

    private static double Gain(QualityPoint point, string name) => point.Accuracy[name] - point.Accuracy[Choosing.Majority];
}
