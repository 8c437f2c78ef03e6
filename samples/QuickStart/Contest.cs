using System.Diagnostics;
using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Selection;
using InferenceScaling.Stopping;
using Spectre.Console;

namespace QuickStart;

/// <summary>Every strategy on the same held-out problems, for as long as the time allows.</summary>
internal static class Contest
{
    private const int Samples = 16;
    private const int PerLevelAndRound = 4;
    private static readonly int[] Widths = [4, 8, 16];

    public static async Task RunAsync(LedgerModel model, LedgerVerifier verifier, TimeSpan time)
    {
        Contestant[] contestants =
        [
            new(Prepare().UseGreedy().Build(), new Reading("greedy")),

            // Sixteen scored paths, drawn once and read in four ways: the first four are what a search of four would have drawn.
            new(Prepare().UseSelfConsistency(o => o.Samples = Samples).SelectBy(AnswerSelector.WeightedVote).Build(),
                new("majority of 4", AnswerSelector.Majority, 4),
                new("majority of 16", AnswerSelector.Majority),
                new("best of 16", AnswerSelector.BestOfN),
                new("weighted vote of 16", AnswerSelector.WeightedVote)),
            new(Prepare().UseSelfConsistency(o => o.Samples = Samples).StopWhen(Stop.AdaptiveConsistency()).Build(), new Reading("adaptive majority")),
            .. Widths.Select(width => new Contestant(Prepare().UseRewardBalancedTreeSearch(o => o.Width = width).Build(), new Reading($"tree search, width {width}"))),
        ];
        var problems = InTurn();
        AnsiConsole.MarkupLine("[bold]A model of 1.2 million parameters solves word problems.[/] Such as:");
        AnsiConsole.WriteLine(problems[0].Problem);
        await SolveAsync(contestants, problems, time);
        Show([.. contestants.SelectMany(contestant => contestant.Readings)]);
        foreach (var contestant in contestants)
            contestant.Dispose();

        ReasonerBuilder Prepare() => Reasoner.For(model).WithVerifier(verifier).Answering(AnswerDomain.Number);
    }

    // Levels 6 to 8 in turn, so that any number of rounds is a fair sample.
    private static LedgerProblem[] InTurn() => [.. LedgerProblems.HeldOut.Where(problem => problem.Level >= 6).GroupBy(problem => problem.Level)
        .SelectMany(level => level.Select((problem, index) => (problem, index))).OrderBy(item => item.index).Select(item => item.problem)];

    private static async Task SolveAsync(Contestant[] contestants, LedgerProblem[] problems, TimeSpan time)
    {
        const int round = 3 * PerLevelAndRound;
        var clock = Stopwatch.StartNew();
        await AnsiConsole.Progress().StartAsync(async progress =>
        {
            var bar = progress.AddTask("Solving", maxValue: time.TotalSeconds);

            // A round is begun only if it fits.
            var longest = TimeSpan.Zero;
            for (var first = 0; first + round <= problems.Length && clock.Elapsed + longest <= time; first += round)
            {
                var began = clock.Elapsed;
                foreach (var contestant in contestants)
                {
                    await contestant.SolveAsync(problems[first..(first + round)], first);
                    bar.Value = Math.Min(clock.Elapsed.TotalSeconds, time.TotalSeconds);
                    bar.Description = $"Solving: {first + round} problems";
                }

                longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, (clock.Elapsed - began).Ticks));
            }

            bar.Value = time.TotalSeconds;
        });
    }

    private static void Show(IReadOnlyList<Reading> readings)
    {
        var table = new Table().RoundedBorder().Title($"{readings[0].Right.Count} held-out problems, levels 6 to 8");
        table.AddColumns("strategy", "right", "95 % interval", "tokens a problem", "seconds");
        foreach (var reading in readings)
            table.AddRow(reading.ToRow());
        table.Caption("Best of 16, the weighted vote and the tree search listen to the step verifier.");
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(TerminalPlot.Draw(readings));
        var (greedy, best) = (readings[0], readings[^1]);
        var gain = PairedGain.Of(greedy.Right, best.Right);
        AnsiConsole.MarkupLineInterpolated($"The widest search beats greedy by [bold]{100 * gain.Mean:F1}[/] points (95 % interval {100 * gain.Low:F1} to {100 * gain.High:F1}, paired by problem).");
        AnsiConsole.WriteLine("The figures on 420 problems, with intervals, are in docs/ledger-model-card.md.");
        const string picture = "quickstart.png";
        ScalingChart.Save(readings, picture);
        AnsiConsole.MarkupLineInterpolated($"The plot as a picture: [link]{Path.GetFullPath(picture)}[/]");
    }
}
