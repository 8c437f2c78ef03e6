// When is a verifier good enough? Accuracy of choosing by it, against a plain majority, over its quality: simulated from a coin to nearly perfect,
// and with the embedded models, whose real verifier is diluted with noise.
//   dotnet run -c Release --project samples/VerifierQuality -- [real problems, 120 unless told; 0 for none] [file.svg]

using System.Globalization;
using VerifierQuality;

var problems = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 120;
var panels = new List<(string Title, IReadOnlyList<QualityPoint> Points)> { ("Simulated: 16 paths of 4 steps", await Simulation.RunAsync(problems: 400)) };
if (problems > 0)
    panels.Add(("Embedded models: 8 paths", await LedgerMeasurement.RunAsync(problems)));

foreach (var (title, points) in panels)
{
    string[] names = [.. points[0].Accuracy.Keys];
    Console.WriteLine($"{title}\n{"quality",8} {string.Concat(names.Select(name => $"{name,15}"))}");
    foreach (var point in points)
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point.Quality,8:0.000} {string.Concat(names.Select(name => string.Create(CultureInfo.InvariantCulture, $"{100 * point.Accuracy[name],13:0.0} %")))}"));
    foreach (var name in names.Skip(1))
    {
        Console.WriteLine(Crossover.Of(points, name) is { } quality
            ? string.Create(CultureInfo.InvariantCulture, $"{name} is no worse than the majority from a quality of {quality:0.00}")
            : $"{name} stays below the majority");
    }

    Console.WriteLine();
}

if (args.Length > 1)
    await File.WriteAllTextAsync(args[1], QualityChart.Draw([.. panels]));
