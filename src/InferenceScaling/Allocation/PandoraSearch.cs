namespace InferenceScaling.Allocation;

/// <summary>
/// In which order to try alternatives that cost something, and when to stop (Weitzman 1979, "Optimal Search for the Best Alternative").
/// Open the box with the highest reservation value while that is above the best value found so far.
/// No other policy, however it looks ahead, is better.
/// </summary>
public static class PandoraSearch
{
    /// <summary>The boxes by falling reservation value; the first among equals.</summary>
    /// <param name="boxes">The boxes.</param>
    public static int[] OpeningOrder(IReadOnlyList<PandoraBox> boxes)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        double[] values = [.. boxes.Select(static box => box.ReservationValue)];
        return [.. Enumerable.Range(0, values.Length).OrderByDescending(index => values[index]).ThenBy(static index => index)];
    }

    /// <summary>What the best policy is worth, costs paid: E max(outside option, maxᵢ min(Xᵢ, zᵢ)).</summary>
    /// <param name="boxes">The boxes, of independent values.</param>
    /// <param name="outsideOption">What is there without opening any.</param>
    public static double OptimalValue(IReadOnlyList<PandoraBox> boxes, double outsideOption = 0)
    {
        ArgumentNullException.ThrowIfNull(boxes);

        // The distribution function of the maximum is the product of those of the capped values.
        var capped = boxes.Select(static box => box.Values.Select(value => Math.Min(value, box.ReservationValue)).ToArray()).ToArray();
        var (value, below) = (0.0, 0.0);
        foreach (var point in capped.SelectMany(static values => values).Append(outsideOption).Where(point => point >= outsideOption).Distinct().Order())
        {
            var atMost = 1.0;
            for (var box = 0; box < boxes.Count; box++)
                atMost *= capped[box].Zip(boxes[box].Probabilities).Where(pair => pair.First <= point).Sum(static pair => pair.Second);
            value += (atMost - below) * point;
            below = atMost;
        }

        return value;
    }
}
