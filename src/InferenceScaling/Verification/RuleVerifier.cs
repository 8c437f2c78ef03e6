using System.Runtime.InteropServices;
using InferenceScaling.Paths;

namespace InferenceScaling.Verification;

/// <summary>A verifier that is a function: a unit test, a type checker, a simulator.</summary>
/// <param name="rule">Scores the last step of a path, given the path. It must be thread-safe and depend on the path only.</param>
public sealed class RuleVerifier(Func<ReasoningPath, CancellationToken, ValueTask<StepVerdict>> rule) : IVerifier
{
    private readonly Func<ReasoningPath, CancellationToken, ValueTask<StepVerdict>> _rule = rule ?? throw new ArgumentNullException(nameof(rule));

    /// <inheritdoc/>
    /// <remarks>Functions cannot be told apart: where several are used with one journal, or one changes, name it and its version.</remarks>
    public string Identity { get; init; } = typeof(RuleVerifier).ToString();

    /// <summary>A verifier that is a function of the path alone.</summary>
    /// <param name="rule">Scores the last step of a path.</param>
    public RuleVerifier(Func<ReasoningPath, StepVerdict> rule)
        : this(Adapt(rule))
    {
    }

    /// <inheritdoc/>
    public ModelCosts Costs => ModelCosts.Free;

    /// <inheritdoc/>
    public async Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var values = new double[path.Depth];
        var feedback = new List<StepFeedback>();
        for (var node = path; node.Step is not null; node = node.Parent!)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var verdict = await _rule(node, cancellationToken).ConfigureAwait(false);
            values[node.Depth - 1] = verdict.Score;
            if (verdict.Message is { } message)
                feedback.Add(new(node.Depth - 1, message));
        }

        feedback.Reverse();
        return new(ImmutableCollectionsMarshal.AsImmutableArray(values)) { Feedback = [.. feedback] };
    }

    private static Func<ReasoningPath, CancellationToken, ValueTask<StepVerdict>> Adapt(Func<ReasoningPath, StepVerdict> rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return (path, _) => ValueTask.FromResult(rule(path));
    }
}
