using System.Collections.Immutable;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>A unit as powers of base units and the factor to them: 1 km/h is 1000/3600 m·s⁻¹.</summary>
/// <param name="Dimensions">Powers by base unit, in ordinal order; none is zero.</param>
/// <param name="Factor">How many base units one of it is.</param>
internal sealed record MeasurementUnit(ImmutableSortedDictionary<string, int> Dimensions, BigRational Factor)
{
    public static MeasurementUnit None { get; } = new(ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal), BigRational.One);

    public static MeasurementUnit Degree { get; } = Base("°");

    /// <summary>A hundredth. Only a value without another unit is a percentage.</summary>
    public static MeasurementUnit Percent { get; } = None with { Factor = new(1, 100) };

    public static MeasurementUnit Dollar { get; } = Base("cent") with { Factor = 100 };

    public bool IsNone => Dimensions.IsEmpty && Factor == BigRational.One;

    public bool IsPercent => Dimensions.IsEmpty && Factor == Percent.Factor;

    public bool IsDegree => Key == Degree.Key && Factor == BigRational.One;

    /// <summary>A degree sign and a dollar sign are so often left out that an answer with one shares its key with the bare number.</summary>
    public bool IsLeftOutOfKeys => Dimensions.IsEmpty || IsDegree || (Key == Dollar.Key && Factor == Dollar.Factor);

    /// <summary>The dimensions in writing; equal for units that convert into each other.</summary>
    public string Key => string.Join('·', Dimensions.Select(pair => pair.Value == 1 ? pair.Key : $"{pair.Key}^{pair.Value}"));

    public static MeasurementUnit Base(string name) => None with { Dimensions = None.Dimensions.Add(name, 1) };

    public MeasurementUnit Power(int exponent)
    {
        var factor = BigRational.One;
        for (var count = 0; count < Math.Abs(exponent); count++)
            factor = exponent > 0 ? factor * Factor : factor / Factor;
        return new(Dimensions.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value * exponent, StringComparer.Ordinal), factor);
    }

    public MeasurementUnit Times(MeasurementUnit other)
    {
        var dimensions = Dimensions.ToBuilder();
        foreach (var (name, power) in other.Dimensions)
        {
            var sum = dimensions.GetValueOrDefault(name) + power;
            if (sum == 0)
                dimensions.Remove(name);
            else
                dimensions[name] = sum;
        }

        return new(dimensions.ToImmutable(), Factor * other.Factor);
    }
}
