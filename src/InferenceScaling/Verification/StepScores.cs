using System.Collections.Immutable;
using InferenceScaling.Paths;

namespace InferenceScaling.Verification;

/// <summary>A verifier's verdict on a path.</summary>
/// <param name="Values">One value in [0, 1] a step, from the first to the last: higher is better.</param>
public sealed record StepScores(ImmutableArray<double> Values)
{
    /// <summary>What scoring cost, without what a cache answered.</summary>
    public TokenUsage Usage { get; init; }

    /// <summary>What is wrong, where the verifier can say it; empty otherwise.</summary>
    public ImmutableArray<StepFeedback> Feedback { get; init; } = [];

    /// <summary>The verdicts of the verifiers that this one was made of, in their order, such as the members of an ensemble; empty for a verifier of its own.</summary>
    public ImmutableArray<StepScores> Parts { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Whether two verdicts hold the same values, feedback and cost.</summary>
    /// <param name="other">Another verdict.</param>
    public bool Equals(StepScores? other) => other is not null && Usage == other.Usage && Values.AsSpan().SequenceEqual(other.Values.AsSpan()) && Feedback.AsSpan().SequenceEqual(other.Feedback.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var value in Values)
            hash.Add(value);
        return hash.ToHashCode();
    }

    /// <summary>Refuses a verdict that does not fit its path.</summary>
    /// <exception cref="InvalidOperationException">There are more or fewer values than steps, or one is not in [0, 1].</exception>
    internal StepScores CheckedFor(ReasoningPath path, IVerifier verifier)
    {
        if (Values.IsDefault || Values.Length != path.Depth)
            throw new InvalidOperationException($"{verifier.GetType().Name} gave {(Values.IsDefault ? "no" : Values.Length)} scores for a path of {path.Depth} steps; it must give one a step.");
        for (var step = 0; step < Values.Length; step++)
        {
            if (!(Values[step] is >= 0 and <= 1))
                throw new InvalidOperationException($"{verifier.GetType().Name} scored step {step + 1} of {path.Depth} with {Values[step]}; scores must be in [0, 1].");
        }

        return this;
    }
}
