using System.Collections.Immutable;

namespace InferenceScaling.Allocation;

/// <summary>Something that may be tried at a cost, with what it may turn out to be worth (Weitzman 1979, "Optimal Search for the Best Alternative").</summary>
public sealed record PandoraBox
{
    /// <summary>A box.</summary>
    /// <param name="values">What it may be worth; at least one finite value.</param>
    /// <param name="probabilities">How likely each value is; they sum to 1.</param>
    /// <param name="cost">What opening costs, in the values' units; 0 or more.</param>
    /// <exception cref="ArgumentException">The values and probabilities are no distribution.</exception>
    public PandoraBox(ImmutableArray<double> values, ImmutableArray<double> probabilities, double cost)
    {
        if (values.IsDefaultOrEmpty || probabilities.IsDefault || values.Length != probabilities.Length || !values.All(double.IsFinite))
            throw new ArgumentException($"A box needs finite values with one probability each; got {(values.IsDefault ? 0 : values.Length)} values and {(probabilities.IsDefault ? 0 : probabilities.Length)} probabilities.", nameof(values));
        if (probabilities.Any(static probability => !(probability >= 0)) || Math.Abs(probabilities.Sum() - 1) > 1e-9)
            throw new ArgumentException($"Probabilities must be 0 or more and sum to 1; they sum to {probabilities.Sum()}.", nameof(probabilities));
        if (!(cost >= 0) || !double.IsFinite(cost))
            throw new ArgumentOutOfRangeException(nameof(cost), cost, "A cost must be 0 or more and finite.");
        Values = values;
        Probabilities = probabilities;
        Cost = cost;
    }

    /// <summary>What it may be worth.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>How likely each value is.</summary>
    public ImmutableArray<double> Probabilities { get; }

    /// <summary>What opening costs.</summary>
    public double Cost { get; }

    /// <summary>The value at which opening the box no longer pays: E[max(X - z, 0)] equals its cost.</summary>
    public double ReservationValue
    {
        get
        {
            // Linear between neighbouring values: walk down from the largest until the cost is reached.
            var order = Enumerable.Range(0, Values.Length).OrderByDescending(index => Values[index]).ToArray();
            var (weight, sum) = (0.0, 0.0);
            for (var index = 0; index < order.Length; index++)
            {
                weight += Probabilities[order[index]];
                sum += Probabilities[order[index]] * Values[order[index]];
                if (weight > 0 && (index == order.Length - 1 || (sum - Cost) / weight >= Values[order[index + 1]]))
                    return (sum - Cost) / weight;
            }

            return double.NegativeInfinity;
        }
    }
}
