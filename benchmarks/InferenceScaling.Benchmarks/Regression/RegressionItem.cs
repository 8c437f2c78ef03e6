using InferenceScaling.Benchmarks.Measuring;

namespace InferenceScaling.Benchmarks.Regression;

/// <summary>Something whose speed is watched, with the calibration that waits for the same thing.</summary>
/// <param name="Name">What the baseline calls it.</param>
/// <param name="Calibration">What it is divided by.</param>
/// <param name="RunAsync">Does it once.</param>
internal sealed record RegressionItem(string Name, Calibration Calibration, Func<ValueTask> RunAsync)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>The median of the ratios of its time to the calibration's just before and after it.</summary>
    public async Task<double> MeasureAsync(int rounds, CancellationToken cancellationToken)
    {
        // Until the compiler's last tier has run, both would become faster on the way.
        var warming = TimeProvider.System.GetTimestamp();
        do
        {
            await RunAsync();
            Calibration.Run();
        }
        while (TimeProvider.System.GetElapsedTime(warming) < WarmUp);

        var ratios = new List<double>();
        var before = Time(Calibration.Run);
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var started = TimeProvider.System.GetTimestamp();
            await RunAsync();
            var own = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            var after = Time(Calibration.Run);
            ratios.Add(own / ((before + after) / 2));
            before = after;
        }

        return Quantiles.Median(ratios);
    }

    private static double Time(Action action)
    {
        var started = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }
}
