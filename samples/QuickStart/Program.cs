// What inference-time compute buys, in a minute: the embedded model answers word problems greedily, by the majority of 16 paths, and by
// the best of 16 paths in the eyes of a step verifier. Everything runs in this process; nothing is downloaded.

using System.Diagnostics;
using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.SelfConsistency;
using QuickStart;
using Spectre.Console;

const int samples = 16;
const int problemsPerRound = 24;
var budget = TimeSpan.FromSeconds(40);

await using var model = LedgerModel.Load();
await using var verifier = LedgerVerifier.Load();
var prepare = () => Reasoner.For(model).WithVerifier(verifier).Answering(AnswerDomain.Number);
Contestant[] contestants =
[
    new("greedy", prepare().UseGreedy().Build()),
    new($"majority of {samples}", prepare().UseSelfConsistency(o => o.Samples = samples).Build()),
    new($"best of {samples}, by the verifier", prepare().UseBestOfN(o => o.Samples = samples).Build()),
];

// Round after round takes problems of all levels, so that any number of rounds is a fair sample.
var problems = LedgerProblems.HeldOut.GroupBy(problem => problem.Level).SelectMany(level => level.Select((problem, index) => (problem, index)))
    .OrderBy(item => item.index).Select(item => item.problem).ToArray();

AnsiConsole.MarkupLine("[bold]A model of 1.2 million parameters solves word problems.[/] Such as:");
AnsiConsole.WriteLine(problems[3].Problem);
var clock = Stopwatch.StartNew();
await AnsiConsole.Progress().StartAsync(async progress =>
{
    var bar = progress.AddTask("Solving", maxValue: budget.TotalSeconds);
    for (var round = 0; round + problemsPerRound <= problems.Length && clock.Elapsed < budget; round += problemsPerRound)
    {
        foreach (var contestant in contestants)
        {
            await contestant.SolveAsync(problems.AsMemory(round, problemsPerRound));
            bar.Value = Math.Min(clock.Elapsed.TotalSeconds, budget.TotalSeconds);
            bar.Description = $"Solving: {contestants[^1].Solved} problems";
        }
    }

    bar.Value = budget.TotalSeconds;
});

var table = new Table().RoundedBorder().Title($"{contestants[0].Solved} held-out problems, levels 3 to 8");
table.AddColumns("strategy", "right", "95 % interval", "tokens a problem", "seconds");
foreach (var contestant in contestants)
    table.AddRow(contestant.ToRow());
AnsiConsole.Write(table);
var gain = PairedGain.Of(contestants[0].Verdicts, contestants[^1].Verdicts);
AnsiConsole.MarkupLineInterpolated($"The verifier's choice beats greedy by [bold]{100 * gain.Mean:F1}[/] points (95 % interval {100 * gain.Low:F1} to {100 * gain.High:F1}, paired by problem).");
foreach (var contestant in contestants)
    contestant.Reasoner.Dispose();
