// What accuracy costs: measures strategies at several widths with the embedded pair and draws the frontier. Ends after about a minute and a half,
// whatever the machine; run again, it goes on where it stopped and measures more problems.
//   dotnet run -c Release --project samples/Frontier -- [folder for results and pictures, "frontier" unless told] [seconds, 90 unless told]

using System.Globalization;
using InferenceScaling.Allocation.Routing;
using InferenceScaling.Answers;
using InferenceScaling.Evaluation.Frontiers;
using InferenceScaling.Ledger;
using InferenceScaling.Reasoning;
using InferenceScaling.Samples.Frontier;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.SelfConsistency;
using Spectre.Console;

var folder = args.Length > 0 ? args[0] : "frontier";
var limit = TimeSpan.FromSeconds(args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 90);
Directory.CreateDirectory(folder);
await using var model = LedgerModel.Load();
await using var verifier = LedgerVerifier.Load();
int[] votes = [4, 8];
int[] choices = [2, 4, 8];
StrategyArm[] arms =
[
    new("greedy", new GreedySearch()),
    .. votes.Select(width => new StrategyArm($"majority of {width}", new SelfConsistencySearch(new() { Samples = width }))),
    .. choices.Select(width => new StrategyArm($"best of {width}", new BestOfNSearch(new() { Samples = width }))),
    new("REBASE of 8", new RewardBalancedTreeSearch(new() { Width = 8 })),
];
ReasonerVariant[] variants = [.. arms.Select(arm => new ReasonerVariant(arm.Name, Reasoner.For(model).WithVerifier(verifier).Answering(AnswerDomain.Number).UseArm(arm).Build()))];

// Problems of all levels in turn, so that any number of them is a fair sample.
FrontierProblem[] all = [.. LedgerProblems.HeldOut.Select((problem, index) => (problem, index)).OrderBy(item => item.index % 100)
    .Select(item => FrontierProblem.Of($"{item.index}", new() { Prompt = item.problem.Problem, Seed = (ulong)item.index }, item.problem.Answer.ToString(CultureInfo.InvariantCulture)))];
var frontier = await AnsiConsole.Progress().StartAsync(progress => Measurement.RunAsync(variants, all, Path.Combine(folder, "results.jsonl"), limit, progress.AddTask("Measuring", maxValue: 1)));

await File.WriteAllTextAsync(Path.Combine(folder, "frontier.json"), frontier.ToJson());
FrontierChart.SavePng(frontier, Path.Combine(folder, "frontier.png"));
await File.WriteAllTextAsync(Path.Combine(folder, "frontier.html"), FrontierPage.Write(frontier));

var hull = frontier.All.Hull;
var table = new Table().RoundedBorder().Title($"{frontier.All.Points[0].Problems} held-out problems");
table.AddColumns("strategy", "right", "95 % interval", frontier.Cost, "worth it");
foreach (var point in frontier.All.Points.OrderBy(point => point.Cost))
    table.AddRow(point.Name, $"{100 * point.Accuracy:F1} %", $"{100 * point.AccuracyInterval.Lower:F1} to {100 * point.AccuracyInterval.Upper:F1}", $"{point.Cost:N0}", hull.Contains(point) ? "yes" : "");
AnsiConsole.Write(table);
AnsiConsole.MarkupLineInterpolated($"Drawn in [bold]{Path.Combine(folder, "frontier.png")}[/] and [bold].html[/]; run again to measure more problems.");
foreach (var variant in variants)
    variant.Reasoner.Dispose();
