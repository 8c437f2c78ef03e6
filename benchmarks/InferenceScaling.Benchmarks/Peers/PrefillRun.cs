namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Reads a prompt into an empty cache, once before it is timed: an engine that has rested wakes slowly.</summary>
internal sealed class PrefillRun(IPeerSession session, PeerModel model, int tokens) : IScenarioRun
{
    private readonly int[][] _prompts = [model.Tokens(tokens, number: 1)];

    public ValueTask SampleAsync(ICollection<double> seconds, CancellationToken cancellationToken)
    {
        session.Read(_prompts);
        session.Clear();
        var started = TimeProvider.System.GetTimestamp();
        session.Read(_prompts);
        seconds.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        session.Clear();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => session.Dispose();
}
