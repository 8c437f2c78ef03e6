using System.Collections.Concurrent;
using InferenceScaling.Paths;

namespace InferenceScaling.Testing;

/// <summary>A generator that follows a script: tests a strategy without a model, in microseconds, with exact expectations.</summary>
/// <remarks>Honours token limits and cancellation like a model, counts calls, and knows which paths were not released: see <see cref="LivePaths"/>.</remarks>
/// <param name="script">The step for the child of a path at an ordinal. It must depend on its arguments only.</param>
public sealed class ScriptedGenerator(Func<ReasoningPath, int, ScriptedStep> script) : IStepGenerator
{
    private readonly ConcurrentDictionary<object, bool> _live = new(ReferenceEqualityComparer.Instance);
    private int _calls;

    /// <summary>Number of steps asked for.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Number of steps whose path was not released: 0 after every request, or something leaks.</summary>
    public int LivePaths => _live.Count;

    /// <summary>What the model is said to cost; null if it does not say.</summary>
    public ModelCosts? Costs { get; init; }

    /// <summary>Awaited before each step; for tests that need an order of events, a delay on a fake clock, or a failure.</summary>
    public Func<ReasoningPath, int, CancellationToken, Task>? BeforeStep { get; init; }

    /// <summary>A generator whose k-th path from the root is one step that announces the k-th answer; answers repeat when they run out.</summary>
    /// <param name="answers">At least one answer.</param>
    public static ScriptedGenerator FromAnswers(params string[] answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentOutOfRangeException.ThrowIfZero(answers.Length, nameof(answers));
        return new((_, ordinal) => ScriptedStep.End($"Answer: {answers[ordinal % answers.Length]}"));
    }

    /// <inheritdoc/>
    public async Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        Interlocked.Increment(ref _calls);
        cancellationToken.ThrowIfCancellationRequested();
        if (BeforeStep is { } before)
            await before(path, ordinal, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var (text, finish, tokens) = script(path, ordinal);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var cost = tokens > 0 ? tokens : Math.Max(1, words.Length);
        if (cost > options.MaxTokens)
        {
            (cost, finish) = (options.MaxTokens, StepFinish.TokenLimit);
            text = string.Join(' ', words.Take(options.MaxTokens));
        }

        var continuation = new object();
        _live[continuation] = true;
        return new() { Text = text, Finish = finish, Usage = new(Generated: cost), Continuation = continuation };
    }

    /// <inheritdoc/>
    public void Release(ReasoningPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Step?.Continuation is { } continuation)
            _live.TryRemove(continuation, out _);
    }
}
