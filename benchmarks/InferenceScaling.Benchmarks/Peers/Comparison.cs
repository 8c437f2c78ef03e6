using InferenceScaling.Benchmarks.Measuring;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Runs a scenario on all engines in turns: A B C, A B C, … Where memory is the roof, it has a turn too.</summary>
/// <param name="rounds">Rounds that count, after one that warms up.</param>
/// <param name="seconds">No further round begins after so many seconds, once there are two.</param>
internal sealed class Comparison(int rounds, double seconds)
{
    private const int LeastRounds = 2;

    // Threads of the engine before still spin, those of llama.cpp for more than 30 ms: they must not share the processors with the next one's.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(400);

    public async Task<IReadOnlyList<Measurement>> RunAsync(Scenario scenario, int threads, IReadOnlyList<Peer> peers, CancellationToken cancellationToken)
    {
        var taking = peers.Where(peer => (scenario.ForAll || peer.TakesPartInAll) && !(scenario.IsOwn && peer is LlamaPeer)).ToList();
        var runs = new List<(Peer Peer, IScenarioRun Run, List<double[]> Rounds, List<double> Load, List<double> Verifier)>();
        var bandwidths = new List<double>();
        using var memory = scenario.IsRoofed ? new ReadBandwidth(threads) : null;
        try
        {
            foreach (var peer in taking)
                runs.Add((peer, scenario.Open(peer), [], [], []));
            var started = TimeProvider.System.GetTimestamp();
            for (var round = 0; round <= rounds; round++)
            {
                if (round > LeastRounds && TimeProvider.System.GetElapsedTime(started).TotalSeconds > seconds)
                    break;
                if (memory is not null)
                {
                    await Task.Delay(Rest, cancellationToken);
                    var bandwidth = memory.Measure();
                    if (round > 0)
                        bandwidths.Add(bandwidth);
                }

                foreach (var (_, run, times, load, verifier) in runs)
                {
                    await Task.Delay(Rest, cancellationToken);
                    var foreign = ForeignLoad.Start();
                    var sample = new List<double>();
                    await run.SampleAsync(sample, cancellationToken);
                    if (round == 0)
                        continue;
                    times.Add([.. sample.Select(value => value * 1000)]);
                    if (foreign.Measure() is { } used)
                        load.Add(used);
                    if (run.VerifierShare is { } share)
                        verifier.Add(share);
                }
            }

            return
            [
                .. runs.Select(run => new Measurement(scenario.Name, scenario.Group, threads, run.Peer.Name, scenario.Tokens, run.Rounds, run.Load.Count > 0 ? run.Load.Average() : null, run.Peer.WeightBytes)
                {
                    Bandwidth = memory is null ? null : bandwidths,
                    VerifierShare = run.Verifier.Count > 0 ? Quantiles.Median(run.Verifier) : null,
                }),
            ];
        }
        finally
        {
            runs.ForEach(run => run.Run.Dispose());
        }
    }
}
