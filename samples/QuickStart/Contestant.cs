using System.Diagnostics;
using System.Globalization;
using InferenceScaling.Ledger;
using InferenceScaling.Reasoning;

namespace QuickStart;

/// <summary>A strategy under test: solves problems, many at a time, and keeps the score.</summary>
internal sealed class Contestant(string name, IReasoner reasoner)
{
    private readonly List<bool> _verdicts = [];
    private readonly Stopwatch _clock = new();
    private long _tokens;

    public IReasoner Reasoner => reasoner;

    public int Solved => _verdicts.Count;

    /// <summary>Right or wrong, problem by problem.</summary>
    public IReadOnlyList<bool> Verdicts => _verdicts;

    /// <summary>Asks all problems at once: the engine batches the paths of all of them.</summary>
    public async Task SolveAsync(ReadOnlyMemory<LedgerProblem> problems)
    {
        _clock.Start();
        var results = await Task.WhenAll(problems.ToArray().Select(async problem => (problem, result: await reasoner.ReasonAsync(problem.Problem))));
        _clock.Stop();
        foreach (var (problem, result) in results)
        {
            _verdicts.Add(result.CanonicalAnswer == problem.Answer.ToString(CultureInfo.InvariantCulture));
            _tokens += result.Usage.Tokens.Generated;
        }
    }

    public string[] ToRow()
    {
        var right = (double)_verdicts.Count(verdict => verdict) / Solved;
        var error = 1.96 * Math.Sqrt(right * (1 - right) / Solved);
        return [name, $"{right:P1}", $"± {100 * error:F1}", $"{(double)_tokens / Solved:N0}", $"{_clock.Elapsed.TotalSeconds:F1}"];
    }
}
