using System.Globalization;
using System.Runtime.InteropServices;
using InferenceScaling.Training.Decoder;

namespace InferenceScaling.Samples.TrainLedger.Card;

/// <summary>How a pair came to be, as its card tells it.</summary>
internal static class TrainingFacts
{
    private static readonly (string Stage, string Says)[] Stages =
    [
        ("generator-first", "generator, from nothing"),
        ("generator-practice", "generator, practice of long problems"),
        ("generator", "generator, the same at small rates"),
        ("verifier-first", "verifier, from the generator's early weights"),
        ("verifier", "verifier, on sampled solutions"),
    ];

    public static void Write(CardText card, TrainSettings settings)
    {
        card.Section("Training").Paragraph(
            $"`dotnet run -c Release --project samples/TrainLedger -- --seed {settings.Seed.ToString(CultureInfo.InvariantCulture)}`, finished on {TimeProvider.System.GetUtcNow():yyyy-MM-dd} on {Processor()}, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription.Split('#')[0].Trim()}, .NET {Environment.Version}. Generator and verifier train side by side, one thread each, with products in {(TrainingDevice.Fastest(settings.Device).BFloat16 ? "bf16" : "fp32")}.");
        card.Header("stage", "steps", "tokens, millions", "minutes", "last loss");
        foreach (var (stage, says) in Stages)
        {
            var file = Path.Combine(settings.Folder, $"{stage}.csv");
            if (!File.Exists(file) || Curve.Read(file).Points is not [.., var last] points)
                continue;
            card.Row(says, last.Step.ToString("N0", CultureInfo.InvariantCulture), Text(last.Tokens / 1e6), Text(Seconds(points) / 60), last.Loss.ToString("0.000", CultureInfo.InvariantCulture));
        }
    }

    // From what was reported: time in which the program did not run does not count.
    private static double Seconds(IReadOnlyList<CurvePoint> points) =>
        points.Select((point, index) => (point.Tokens - (index > 0 ? points[index - 1].Tokens : 0)) / Math.Max(1, point.TokensPerSecond)).Sum();

    private static string Text(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
