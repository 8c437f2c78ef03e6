using InferenceScaling.Evaluation.Frontiers;
using Spectre.Console;

namespace InferenceScaling.Samples.Frontier;

/// <summary>Measures a round of problems after the other until the time is up; the results file carries over what is done.</summary>
internal static class Measurement
{
    private const int PerRound = 12;

    public static async Task<CostAccuracyFrontier> RunAsync(ReasonerVariant[] variants, FrontierProblem[] problems, string file, TimeSpan limit, ProgressTask bar)
    {
        var started = TimeProvider.System.GetTimestamp();
        var count = Math.Max(PerRound, Measured(file, variants.Length) / PerRound * PerRound);
        var frontier = await MeasureAsync(count, CancellationToken.None);
        using var clock = new CancellationTokenSource();
        var left = limit - TimeProvider.System.GetElapsedTime(started);
        clock.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        try
        {
            while (count + PerRound <= problems.Length && !clock.IsCancellationRequested)
            {
                frontier = await MeasureAsync(count + PerRound, clock.Token);
                count += PerRound;
            }
        }
        catch (OperationCanceledException) when (clock.IsCancellationRequested)
        {
            // The round under way is in the results file; the next run finishes it.
        }

        bar.Value = 1;
        return frontier;

        Task<CostAccuracyFrontier> MeasureAsync(int size, CancellationToken cancellationToken) => CostAccuracyFrontier.MeasureAsync(variants, problems[..size], new()
        {
            ResultsFile = file,
            Progress = new Progress<(int Done, int Total)>(progress =>
            {
                bar.Value = Math.Min(1, Math.Max(TimeProvider.System.GetElapsedTime(started) / limit, 0.01));
                bar.Description = $"Measuring: {progress.Done / variants.Length} problems, {variants.Length} strategies";
            }),
        }, cancellationToken);
    }

    private static int Measured(string file, int variants) => File.Exists(file) ? (File.ReadLines(file).Count() - 1) / variants : 0;
}
