using System.Diagnostics;
using System.Globalization;
using InferenceScaling.Evaluation.Intervals;
using InferenceScaling.Ledger;
using InferenceScaling.Reasoning;

namespace CompressionFrontier;

/// <summary>A form of the generator with a strategy and a width, and what it did.</summary>
internal sealed class Contestant(Form form, Way way, int width, IReasoner reasoner) : IDisposable
{
    private readonly List<bool> _right = [];
    private readonly Stopwatch _clock = new();
    private long _tokens;

    public Form Form => form;

    public Way Way => way;

    public int Width => width;

    public bool[] Right => [.. _right];

    public double Accuracy => _right.Average(isRight => isRight ? 1.0 : 0);

    public ConfidenceInterval Interval => BinomialInterval.Wilson(_right.Count(isRight => isRight), _right.Count);

    /// <summary>Generated tokens a problem.</summary>
    public double Tokens => (double)_tokens / _right.Count;

    /// <summary>Wall time a problem, with a round of them under way at once.</summary>
    public double Seconds => _clock.Elapsed.TotalSeconds / _right.Count;

    /// <summary>Solves a round of problems at once: the engine batches the paths of all of them.</summary>
    public async Task SolveAsync(IReadOnlyList<LedgerProblem> problems, int first)
    {
        _clock.Start();
        var results = await Task.WhenAll(problems.Select((problem, index) => reasoner.ReasonAsync(new() { Prompt = problem.Problem, Seed = (ulong)(first + index) })));
        _clock.Stop();
        for (var index = 0; index < results.Length; index++)
        {
            _right.Add(results[index].CanonicalAnswer == problems[index].Answer.ToString(CultureInfo.InvariantCulture));
            _tokens += results[index].Usage.Tokens.Generated;
        }
    }

    public void Dispose() => reasoner.Dispose();
}
