// When is a verifier good enough? Accuracy of choosing by it, against a plain majority, over its quality: simulated from a coin to nearly perfect,
// and with the embedded models, whose real verifier is diluted with noise. REBASE searches anew with each verifier; the others choose among the same paths.
//   dotnet run -c Release --project samples/VerifierQuality -- [real problems, 120 unless told; 0 for none] [file.svg]
// An accuracy claim needs 400 problems or more.

using System.Globalization;
using VerifierQuality;

var problems = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 120;
var panels = new List<(string Title, IReadOnlyList<QualityPoint> Points)> { ("Simulated: 16 paths of 4 steps", await Simulation.RunAsync(problems: 400)) };
if (problems > 0)
    panels.Add(("Embedded models: 8 paths", await LedgerMeasurement.RunAsync(problems)));

foreach (var (title, points) in panels)
{
    string[] names = [.. points.SelectMany(point => point.Accuracy.Keys).Distinct()];
    Console.WriteLine($"{title}\n{"quality",8} {string.Concat(names.Select(name => $"{name,15}"))}");
    foreach (var point in points)
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point.Quality,8:0.000} {string.Concat(names.Select(name => string.Create(CultureInfo.InvariantCulture, $"{(point.Accuracy.TryGetValue(name, out var accuracy) ? string.Create(CultureInfo.InvariantCulture, $"{100 * accuracy:0.0} %") : ""),15}")))}"));
    foreach (var name in names.Skip(1))
    {
        Console.WriteLine(Crossover.Of(points, name) is { } quality
            ? string.Create(CultureInfo.InvariantCulture, $"{name} is no worse than the majority from a quality of {quality:0.00}")
            : $"{name} stays below the majority");
        var gain = points[^1].Gain[name];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  with the best verifier it gains {100 * gain.Difference:0.0} ± {196 * gain.StandardError:0.0} points; {gain.OnlyA} problems that only it solved, {gain.OnlyB} that only the majority did"));
    }

    Console.WriteLine();
}

if (args.Length > 1)
    await File.WriteAllTextAsync(args[1], QualityChart.Draw([.. panels]));
