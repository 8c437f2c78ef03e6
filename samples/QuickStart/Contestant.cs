using System.Diagnostics;
using InferenceScaling.Ledger;
using InferenceScaling.Reasoning;

namespace QuickStart;

/// <summary>A way to spend compute on a problem, and the answers that can be read off what it did.</summary>
internal sealed class Contestant(IReasoner reasoner, params Reading[] readings) : IDisposable
{
    private readonly Stopwatch _clock = new();

    public IReadOnlyList<Reading> Readings => readings;

    /// <summary>Asks all problems at once: the engine batches the paths of all of them.</summary>
    public async Task SolveAsync(IReadOnlyList<LedgerProblem> problems, int first)
    {
        _clock.Start();
        var results = await Task.WhenAll(problems.Select((problem, index) => reasoner.ReasonAsync(new() { Prompt = problem.Problem, Seed = (ulong)(first + index) })));
        _clock.Stop();
        foreach (var reading in readings)
        {
            for (var index = 0; index < results.Length; index++)
                reading.Add(results[index], problems[index], (ulong)(first + index), _clock.Elapsed);
        }
    }

    public void Dispose() => reasoner.Dispose();
}
