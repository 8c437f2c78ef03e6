using System.CommandLine;
using System.Globalization;
using InferenceScaling.Benchmarks.Measuring;
using Spectre.Console;

namespace InferenceScaling.Benchmarks.Regression;

/// <summary><c>check</c>: fails where the library became slower than the committed baseline allows.</summary>
internal static class CheckCommand
{
    private const int Failure = 1;
    private const int NoBaseline = 2;

    // What looks slower is measured again: a neighbour's burst of work is over by then, a regression is not.
    private const int Repeats = 2;

    public static Command Create()
    {
        var baseline = new Option<string>("--baseline") { Description = "The file of the baseline.", DefaultValueFactory = _ => RepositoryFolder.Path("benchmarks/baseline.json") };
        var update = new Option<bool>("--update") { Description = "Measure and write the baseline anew." };
        var tolerance = new Option<double?>("--tolerance") { Description = $"How many times the baseline is still no regression; the baseline's own if absent, {RegressionBaseline.DefaultTolerance} in a new one." };
        tolerance.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is not (null or > 1))
                result.AddError("--tolerance is a factor above 1.");
        });
        var rounds = new Option<int>("--rounds") { Description = "Rounds of which the median counts.", DefaultValueFactory = _ => 11 };
        var command = new Command("check", "Compares a short suite with the committed baseline; exit code 1 where something became slower.") { baseline, update, tolerance, rounds };
        command.SetAction((arguments, cancellationToken) =>
            RunAsync(arguments.GetValue(baseline)!, arguments.GetValue(update), arguments.GetValue(tolerance), arguments.GetValue(rounds), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, bool update, double? tolerance, int rounds, CancellationToken cancellationToken)
    {
        RegressionBaseline? before = null;
        try
        {
            before = File.Exists(path) && !update ? RegressionBaseline.Read(path) : null;
        }
        catch (InvalidDataException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return NoBaseline;
        }

        if (before is null && !update)
        {
            Console.Error.WriteLine($"{path} is not there. Write it with --update.");
            return NoBaseline;
        }

        using var suite = new RegressionSuite();
        var measured = new Dictionary<string, double>();
        foreach (var item in suite.Items)
            measured[item.Name] = await item.MeasureAsync(rounds, cancellationToken);
        if (before is null)
        {
            new RegressionBaseline(MachineName.Describe(), tolerance ?? RegressionBaseline.DefaultTolerance, measured.ToDictionary(pair => pair.Key, pair => Math.Round(pair.Value, 4))).Write(path);
            AnsiConsole.Console.WriteLine($"Written: {path}");
            return 0;
        }

        var limit = tolerance ?? before.Tolerance;
        var rows = RegressionComparison.Compare(before.Ratios, measured, limit);
        for (var repeat = 0; repeat < Repeats && rows.Any(row => row.Verdict == RegressionVerdict.Slower); repeat++)
        {
            foreach (var slow in rows.Where(row => row.Verdict == RegressionVerdict.Slower))
                measured[slow.Name] = Math.Min(measured[slow.Name], await suite.Items.Single(item => item.Name == slow.Name).MeasureAsync(rounds, cancellationToken));
            rows = RegressionComparison.Compare(before.Ratios, measured, limit);
        }

        Show(rows, limit);
        return RegressionComparison.Fails(rows) ? Failure : 0;
    }

    private static void Show(IReadOnlyList<RegressionRow> rows, double tolerance)
    {
        var table = new Table { Border = TableBorder.Minimal }.AddColumns("what", "baseline", "now", "times", "verdict");
        foreach (var row in rows)
            table.AddRow(Markup.Escape(row.Name), Text(row.Baseline), Text(row.Measured), Text(row.Change), row.Verdict.ToString().ToLowerInvariant());
        AnsiConsole.Console.Write(table);
        AnsiConsole.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Ratios to work of the same kind, measured beside; up to {tolerance} times the baseline passes."));
    }

    private static string Text(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? "";
}
