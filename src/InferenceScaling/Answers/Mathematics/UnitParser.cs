using System.Globalization;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>Reads the words behind a number as a unit: "square inches", "cm^2", "miles per hour", "m/s".</summary>
internal static class UnitParser
{
    private const int MaximumWords = 8;

    /// <summary>Reads at <paramref name="position"/>, which holds a word that joins no answers.</summary>
    public static MeasurementUnit Parse(List<MathToken> tokens, ref int position)
    {
        var unit = MeasurementUnit.None;
        var sign = 1;
        var power = 1;
        var last = MeasurementUnit.None;
        for (var words = 0; Continues(tokens, position); words++)
        {
            if (words == MaximumWords)
                throw new MathFormatException("A sentence is no unit.");
            var token = tokens[position++];
            switch (token.Text.ToLowerInvariant())
            {
                case "/" or "per":
                    sign = -1;
                    break;
                case "a" or "an" or "each" or "of" or "the":
                    break;
                case "square" or "sq":
                    power = 2;
                    break;
                case "cubic" or "cu":
                    power = 3;
                    break;
                case "squared":
                    unit = unit.Times(last);
                    break;
                case "cubed":
                    unit = unit.Times(last.Power(2));
                    break;
                default:
                    last = MeasurementUnits.Find(token.Text).Power(sign * power * ReadExponent(tokens, ref position));
                    unit = unit.Times(last);
                    (sign, power) = (1, 1);
                    break;
            }
        }

        return unit;
    }

    private static bool Continues(List<MathToken> tokens, int position) => position < tokens.Count
        && ((tokens[position].Kind == MathTokenKind.Word && !MeasurementUnits.IsConnective(tokens[position].Text))
            || (tokens[position].Is("/") && position + 1 < tokens.Count && tokens[position + 1].Kind == MathTokenKind.Word));

    private static int ReadExponent(List<MathToken> tokens, ref int position)
    {
        if (position >= tokens.Count || !tokens[position].Is("^"))
            return 1;
        var braced = position + 1 < tokens.Count && tokens[position + 1].Is("{");
        var number = position + (braced ? 2 : 1);
        var minus = number < tokens.Count && tokens[number].Is("-");
        if (minus)
            number++;
        if (number >= tokens.Count || !int.TryParse(tokens[number].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var exponent) || exponent is 0 or > 9)
            throw new MathFormatException("The exponent of a unit is not a small number.");
        position = number + (braced ? 2 : 1);
        return minus ? -exponent : exponent;
    }
}
