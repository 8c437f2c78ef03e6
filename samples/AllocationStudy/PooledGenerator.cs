using System.Collections.Concurrent;
using InferenceScaling.Paths;

namespace AllocationStudy;

/// <summary>Answers from a pool: the k-th path of a question is its k-th sample, counted from an offset. Prompts are the problems' indices.</summary>
internal sealed class PooledGenerator(IReadOnlyDictionary<string, PooledProblem> problems, int offset) : IStepGenerator
{
    private static readonly ConcurrentDictionary<PooledSample, ReasoningStep> Steps = new(ReferenceEqualityComparer.Instance);

    public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var problem = problems[path.Prompt.ToString()];
        var sample = options.Sampling.Temperature == 0 && problem.Greedy is { } greedy ? greedy : problem.Samples[(offset + ordinal) % problem.Samples.Count];
        return Task.FromResult(Steps.GetOrAdd(sample, static sample => new()
        {
            Text = sample.Answer is { } answer ? $"Answer: {answer}" : "",
            Finish = StepFinish.EndOfText,
            Usage = new(Generated: sample.Tokens),
            LogProbabilities = sample.LogProbability is { } value ? [.. Enumerable.Repeat((float)value, (int)sample.Tokens)] : [],
            Continuation = sample,
        }));
    }

    public void Release(ReasoningPath path)
    {
    }
}
