using InferenceScaling.Conformance;

// Kinds are found by reflection, so that adding a format edits no list.
var kinds = typeof(IConformanceKind).Assembly.GetTypes()
    .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IConformanceKind)))
    .Select(type => (IConformanceKind)Activator.CreateInstance(type)!)
    .OrderBy(kind => kind.Name, StringComparer.Ordinal)
    .ToList();

if (args.Length != 2 || kinds.Find(kind => kind.Name == args[0]) is not { } chosen)
{
    await Console.Error.WriteLineAsync($"usage: dotnet run -c Release --project tests/InferenceScaling.Conformance -- <{string.Join('|', kinds.Select(kind => kind.Name))}> <dir>");
    return 2;
}

if (!Directory.Exists(args[1]))
{
    await Console.Error.WriteLineAsync($"There is no folder '{args[1]}'.");
    return 2;
}

var report = new ConformanceReport();
await chosen.RunAsync(Path.GetFullPath(args[1]), report, CancellationToken.None);
foreach (var failure in report.Failures)
    Console.WriteLine($"FAILED {failure}");
foreach (var skipped in report.NotRun)
    Console.WriteLine($"NOT RUN {skipped}");
Console.WriteLine($"{report.Passed} passed, {report.Failed} failed{(report.NotRun.Count > 0 ? $", {report.Skipped} not run" : "")}");
return report.Failed == 0 && report.Passed > 0 ? 0 : 1;
