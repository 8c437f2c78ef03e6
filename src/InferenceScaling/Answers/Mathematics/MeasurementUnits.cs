using System.Collections.Frozen;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>The units by name. A word that is none is a unit of its own: apples are not oranges.</summary>
internal static class MeasurementUnits
{
    private static readonly MeasurementUnit Metre = MeasurementUnit.Base("m");
    private static readonly MeasurementUnit Gram = MeasurementUnit.Base("g");
    private static readonly MeasurementUnit Second = MeasurementUnit.Base("s");
    private static readonly MeasurementUnit Litre = Metre.Power(3) with { Factor = new(1, 1000) };
    private static readonly MeasurementUnit Gallon = MeasurementUnit.Base("gallon");

    private static readonly FrozenDictionary<string, MeasurementUnit> Known = Table().ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static bool IsConnective(string word) => word is "or" or "and" or "Or" or "And" or "OR" or "AND";

    public static bool IsKnown(string word) => Known.ContainsKey(word);

    /// <summary>The unit a word names, in singular or plural.</summary>
    public static MeasurementUnit Find(string word)
    {
        if (Known.TryGetValue(word, out var unit))
            return unit;
        var name = word.ToLowerInvariant();
        if (name.Length > 3 && name.EndsWith("ies", StringComparison.Ordinal))
            name = name[..^3] + "y";
        else if (name.Length > 3 && name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal))
            name = name[..^1];
        return Known.TryGetValue(name, out unit) ? unit : MeasurementUnit.Base(name);
    }

    private static Dictionary<string, MeasurementUnit> Table()
    {
        var table = new Dictionary<string, MeasurementUnit>(StringComparer.OrdinalIgnoreCase);
        Add(Metre, new(1, 1000), "mm", "millimeter", "millimetre");
        Add(Metre, new(1, 100), "cm", "centimeter", "centimetre");
        Add(Metre, 1, "m", "meter", "metre");
        Add(Metre, 1000, "km", "kilometer", "kilometre");
        Add(Metre, new(254, 10_000), "in", "inch", "inches");
        Add(Metre, new(3048, 10_000), "ft", "foot", "feet");
        Add(Metre, new(9144, 10_000), "yd", "yard");
        Add(Metre, new(1_609_344, 1000), "mi", "mile");
        Add(Gram, new(1, 1000), "mg", "milligram");
        Add(Gram, 1, "g", "gram");
        Add(Gram, 1000, "kg", "kilogram", "kilo");
        Add(Gram, new(45_359_237, 100_000), "lb", "lbs", "pound");
        Add(Gram, new(45_359_237, 1_600_000), "oz", "ounce");
        Add(Second, new(1, 1000), "ms", "millisecond");
        Add(Second, 1, "s", "sec", "second");
        Add(Second, 60, "min", "mins", "minute");
        Add(Second, 3600, "h", "hr", "hrs", "hour");
        Add(Second, 86_400, "day");
        Add(Second, 604_800, "week");
        Add(Litre, new(1, 1000), "ml", "milliliter", "millilitre", "cc");
        Add(Litre, 1, "l", "liter", "litre");
        Add(Gallon, 1, "gal", "gallon");
        Add(Gallon, new(1, 4), "quart", "qt");
        Add(Gallon, new(1, 8), "pint", "pt");
        Add(Gallon, new(1, 16), "cup");
        Add(MeasurementUnit.Dollar, 1, "dollar", "USD", "buck");
        Add(MeasurementUnit.Dollar, new(1, 100), "cent", "¢");
        Add(MeasurementUnit.Degree, 1, "degree", "deg");
        Add(MeasurementUnit.Percent, 1, "percent", "percentage");
        Add(MeasurementUnit.None, 1, "unit", "units", "rad", "radian");
        Add(Metre.Times(Second.Power(-1)), new(1_609_344, 3_600_000), "mph");
        Add(Metre.Times(Second.Power(-1)), new(1000, 3600), "kph", "kmh");
        Add(Metre.Times(Second.Power(-1)), new(3048, 10_000), "fps");
        return table;

        void Add(MeasurementUnit unit, BigRational factor, params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                table[name] = unit with { Factor = unit.Factor * factor };
        }
    }
}
