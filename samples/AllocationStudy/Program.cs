// What allocation is worth: 64 scored samples a problem are drawn once from the embedded pair, then every policy is replayed on them through the library's own API.
//   dotnet run -c Release --project samples/AllocationStudy -- sample pool.jsonl [width, 64]  (a minute on two cores; can be interrupted and goes on)
//   dotnet run -c Release --project samples/AllocationStudy -- report pool.jsonl [folder]     (a minute; the folder holds gsm8k, game24 and qwen25math_rm_maj)
//   dotnet run -c Release --project samples/AllocationStudy -- regret pool.jsonl regret.png   (the learned policies alone, with their curves)
// The pool behind docs/allocation.md is pool.jsonl.gz beside this file; report reads it too.

using System.Globalization;
using AllocationStudy;

if (args is not (["sample" or "report", _, ..] or ["regret", _, _]))
{
    await Console.Error.WriteLineAsync("usage: sample <pool.jsonl> [width] | report <pool.jsonl> [folder of published samples] | regret <pool.jsonl> <picture.png>");
    return 2;
}

if (args[0] == "sample")
{
    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        stop.Cancel();
    };
    await LedgerPool.GenerateAsync(args[1], args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 64, stop.Token);
    return 0;
}

var pool = LedgerPool.Load(args[1]);

// The first problems of every level select; all others report.
const int selectionPerLevel = 10;
const string name = "embedded pair";
var selection = new StudySet(name, [.. pool.Where(problem => problem.Index % 100 < selectionPerLevel && problem.Samples.Count >= 64)]);
var report = new StudySet(name, [.. pool.Where(problem => problem.Index % 100 >= selectionPerLevel)]);
var deep = new StudySet(name, [.. report.Problems.Where(problem => problem.Samples.Count >= 64)]);
if (args[0] == "regret")
{
    await BanditStudy.RunAsync(selection, deep, args[2]);
    return 0;
}

var folder = args.Length > 2 ? args[2] : null;
await AdaptiveConsistencyStudy.RunAsync(selection, report, deep, folder is null ? null : RecordedSets.Math(folder), folder is null ? null : RecordedSets.Gsm8k(folder));
await ReservationStudy.RunAsync(selection, report);
Report.Title("Samples by marginal gain against the same number for each: coverage");
Report.Header("problems", "mean samples", "uniform", "by gain", "difference, points (95 %)", "predicted for this allocation, points", "measured / predicted", "predicted if the rates were known exactly");
BatchStudy.Oracle(deep);
if (folder is not null)
    BatchStudy.Oracle(RecordedSets.GameOf24(folder));
await BatchStudy.ApiAsync(selection, deep);
await DifficultyStudy.RunAsync([.. pool.Where(problem => problem.Samples.Count >= 64)]);
await FrontierStudy.RoutingAsync(selection, report);
await FrontierStudy.EscalationAsync(selection, report);
await BanditStudy.RunAsync(selection, deep, picture: null);
return 0;
