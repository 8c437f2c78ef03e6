using System.Text.Json;

namespace InferenceScaling.Benchmarks.Regression;

/// <summary>The ratios that a change must not make much worse, and where they were measured.</summary>
/// <param name="Machine">The processor.</param>
/// <param name="Tolerance">How many times a ratio is still no regression.</param>
/// <param name="Ratios">Time over the calibration's, by name.</param>
internal sealed record RegressionBaseline(string Machine, double Tolerance, IReadOnlyDictionary<string, double> Ratios)
{
    public const double DefaultTolerance = 1.3;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is damaged; the message says what is wrong.</exception>
    public static RegressionBaseline Read(string path)
    {
        try
        {
            var read = JsonSerializer.Deserialize<RegressionBaseline>(File.ReadAllText(path), Json);
            if (read is not { Ratios.Count: > 0, Tolerance: > 1 } || read.Ratios.Any(pair => !(pair.Value > 0)))
                throw new InvalidDataException($"{path} needs a tolerance above 1 and positive ratios. Write it anew with --update.");
            return read;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is damaged: {exception.Message} Write it anew with --update.", exception);
        }
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");
}
