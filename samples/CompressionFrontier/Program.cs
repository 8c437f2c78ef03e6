// What a smaller model buys: compresses the embedded generator and lets every form of it answer held-out problems with three strategies at three widths.
//   dotnet run -c Release --project samples/CompressionFrontier -- [--problems 24] [--recovery 60] [--out compression-frontier]
//   dotnet run -c Release --project samples/CompressionFrontier -- schemes [--recovery 60]   (more schemes, greedily on the 420 problems of the model card)
// A few minutes on two cores; 400 problems give figures worth reporting, and 600 steps of recovery a half that is as good as the whole.

using System.Globalization;
using CompressionFrontier;
using InferenceScaling.Ledger;
using Spectre.Console;

var isSchemes = args is ["schemes", ..];
var settings = Settings.Parse(isSchemes ? args[1..] : args);
await using var model = LedgerModel.Load();
await using var verifier = LedgerVerifier.Load();
if (isSchemes)
{
    var schemes = new Schemes(model, verifier);
    await schemes.CompareAsync(settings.Recovery, Console.WriteLine);
    Console.WriteLine(await schemes.CompareTreeSearchAsync());
    return;
}

Directory.CreateDirectory(settings.Folder);
var forms = await AnsiConsole.Status().StartAsync("Compressing", status => Forms.MakeAsync(model, settings.Recovery, name => status.Status($"Compressing: {name}")));
var compression = string.Join('\n', forms.Where(form => form.Result is not null).Select(form => $"## {form.Name}\n\n{form.Result!.Report.ToMarkdown()}"));
await File.WriteAllTextAsync(Path.Combine(settings.Folder, "compression.md"), compression);

var gate = await AnsiConsole.Status().StartAsync("Asking the gate", _ => Forms.AskGateAsync(model));
AnsiConsole.WriteLine($"8-bit weights alone, asked to be faster here: {(gate.Refusal is { } reason ? $"refused, {reason}" : "accepted")}.");

var contestants = await AnsiConsole.Progress().StartAsync(progress =>
{
    var bar = progress.AddTask("Solving", maxValue: settings.Problems);
    return Contest.RunAsync(forms, verifier, settings.Problems, solved => bar.Value = solved);
});

var table = new Table().RoundedBorder().Title($"{settings.Problems} held-out problems");
table.AddColumns("generator", "weights, MB", "strategy", "N", "right, %", "95 % interval", "tokens a problem", "seconds a problem");
foreach (var contestant in contestants)
    table.AddRow(Row(contestant));
AnsiConsole.Write(table);

var pairs = TwiceThePaths.Of(contestants, Form.Int8);
var differences = new Table().RoundedBorder().Title("int8 with 2N paths against the original with N");
differences.AddColumns("strategy", "points", "95 % interval", "time, times");
foreach (var pair in pairs)
    differences.AddRow(pair.ToRow());
AnsiConsole.Write(differences);
AnsiConsole.WriteLine(TwiceThePaths.Answer(pairs));

var picture = Path.Combine(settings.Folder, "compression-frontier.png");
FrontierChart.Save(contestants, picture);
AnsiConsole.MarkupLineInterpolated($"Drawn in [bold]{picture}[/]; what compression did to the models is in [bold]{Path.Combine(settings.Folder, "compression.md")}[/].");
foreach (var contestant in contestants)
    contestant.Dispose();
foreach (var form in forms)
    await form.DisposeAsync();

string[] Row(Contestant contestant)
{
    var (low, high) = (contestant.Interval.Lower, contestant.Interval.Upper);
    return
    [
        contestant.Form.Name,
        (contestant.Form.Result?.Report.Final?.StoredBytes ?? forms[1].Result!.Report.Original.StoredBytes) is var bytes ? (bytes / 1e6).ToString("F2", CultureInfo.InvariantCulture) : string.Empty,
        contestant.Way.Name,
        contestant.Width.ToString(CultureInfo.InvariantCulture),
        (100 * contestant.Accuracy).ToString("F1", CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"{100 * low:F1} to {100 * high:F1}"),
        contestant.Tokens.ToString("N0", CultureInfo.InvariantCulture),
        contestant.Seconds.ToString("F3", CultureInfo.InvariantCulture),
    ];
}
