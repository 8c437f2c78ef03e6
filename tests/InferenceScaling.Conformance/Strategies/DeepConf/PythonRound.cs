using System.Globalization;

namespace InferenceScaling.Conformance.Strategies.DeepConf;

/// <summary>Rounds to three decimals as Python does: by the exact value of the binary number, a tie to the even digit. Where the peer rounds by numpy, which scales first, <see cref="Math.Round(double, int)"/> does the same.</summary>
internal static class PythonRound
{
    // A double that is no tie is further from one than 24 decimals can hide.
    public static double Three(double value) =>
        (double)decimal.Round(decimal.Parse(value.ToString("F24", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), 3, MidpointRounding.ToEven);

    /// <summary>The peer rounds the means of full windows only.</summary>
    public static double Group(double mean, int tokens, int size) => tokens < size ? mean : Three(mean);
}
