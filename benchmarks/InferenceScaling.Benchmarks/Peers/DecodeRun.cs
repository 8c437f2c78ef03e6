using InferenceScaling.Paths;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Steps of one token for each sequence, always from the end of the prompts on. They are run once before they are timed: decoding goes on and on, and an engine that has rested wakes slowly.</summary>
internal sealed class DecodeRun : IScenarioRun
{
    /// <summary>Steps that are timed before the session goes back to its prompts.</summary>
    public const int Steps = 8;

    private readonly IPeerSession _session;
    private readonly int[][] _tokens;

    public DecodeRun(IPeerSession session, PeerModel model, int batch, bool shared)
    {
        _session = session;
        var random = PathRandom.Root(11, "decode");
        _tokens = [.. Enumerable.Range(0, Steps).Select(step => Enumerable.Range(0, batch).Select(sequence => model.Draw(random, (ulong)((step * batch) + sequence))).ToArray())];
        session.Read([.. Enumerable.Range(0, shared ? 1 : batch).Select(number => model.Tokens(Scenario.Context, number))]);
    }

    public ValueTask SampleAsync(ICollection<double> seconds, CancellationToken cancellationToken)
    {
        foreach (var tokens in _tokens)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _session.Step(tokens);
        }

        _session.Rewind();
        foreach (var tokens in _tokens)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var started = TimeProvider.System.GetTimestamp();
            _session.Step(tokens);
            seconds.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        }

        _session.Rewind();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _session.Dispose();
}
